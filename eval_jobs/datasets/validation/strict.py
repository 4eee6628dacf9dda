"""JSON that Python reads, and other readers refuse or read as something else."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step

NUMBER: Final = Rule("json.number")
SURROGATE: Final = Rule("json.surrogate")
REPEATED: Final = Rule("json.repeated_key")

_SUSPICIOUS: Final = (b"NaN", b"Infinity", b"\\ud", b"\\uD")
"""No line without one of these holds a number or a text of the rules."""

Path = tuple[Step, ...]


def check_json(line: bytes, record: dict[str, Any]) -> Iterator[Flaw]:
    """The flaws in how a record is written; of an event (no line), in its values alone."""
    if line:
        yield from _repeated(line)
    if not line or any(piece in line for piece in _SUSPICIOUS):
        yield from _values(record)


def _repeated(line: bytes) -> Iterator[Flaw]:
    repeated: list[str] = []

    def paired(pairs: list[tuple[str, Any]]) -> None:
        keys = [key for key, _ in pairs]
        if len(set(keys)) < len(keys):
            repeated.extend(sorted({key for key in keys if keys.count(key) > 1}))

    json.loads(line, object_pairs_hook=paired)
    for key in repeated:
        message = f"the key {key!a:.60} is there twice in one object: readers differ on which"
        yield Flaw(REPEATED, message)


def _values(record: dict[str, Any]) -> Iterator[Flaw]:
    """A stack, not recursion: records may be as deep as JSON can be read."""
    waiting: list[tuple[Path, Any]] = [((), record)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, float) and not math.isfinite(value):
            yield Flaw(NUMBER, f"{value} is no number of JSON: give a number, or null", path)
        elif isinstance(value, str) and _lone(value):
            yield Flaw(SURROGATE, r"half a character (\ud800 to \udfff): it has no UTF-8", path)
        elif isinstance(value, list):
            waiting += [((*path, at), item) for at, item in enumerate(value)]
        elif isinstance(value, dict):
            waiting += [((*path, key), item) for key, item in value.items()]
            if any(map(_lone, value)):
                yield Flaw(SURROGATE, r"half a character (\ud800 to \udfff) in a key", path)


def _lone(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text)
