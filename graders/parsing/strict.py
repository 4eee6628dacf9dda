"""JSON read by the book: what JSON readers disagree about is an error here."""

from __future__ import annotations

import json
import re
import threading
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from graders.sample import JSON

MAX_DEPTH: Final = 64
"""How deep a value may be nested: far beyond any tool's schema, far below the stack's limit."""

_STRING: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"', re.DOTALL)
_BRACKETS: Final = re.compile(rf"{_STRING.pattern}|[\[{{]|[\]}}]", re.DOTALL)
_WHITE: Final = " \t\n\r"


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


class _Scanner(threading.local):
    """JSON's scanner, and the sizes of the objects that it has read; each thread has its own."""

    def __init__(self) -> None:
        self.sizes: list[int] = []
        count = self.sizes.append

        def counted(found: dict[str, JSON]) -> dict[str, JSON]:
            count(len(found))
            return found

        decoder = json.JSONDecoder(object_hook=counted, parse_constant=_reject)
        self.scan = decoder.scan_once  # type: ignore[attr-defined]  # left out of typeshed


_SCANNER: Final = _Scanner()


def read_at(text: str, start: int) -> tuple[JSON, int]:
    """The JSON value at `start` and where it ends.

    ValueError for anything that is not JSON, and also for a duplicate key, NaN, Infinity, an
    integer of thousands of digits, and nesting beyond `MAX_DEPTH`.
    """
    sizes = _SCANNER.sizes
    sizes.clear()
    try:
        value, end = _SCANNER.scan(text, start)
    except (StopIteration, RecursionError) as error:
        raise ValueError("not JSON") from error
    keys = sum(sizes)
    if keys != text.count(":", start, end) and keys != _colons(text[start:end]):
        raise ValueError("duplicate key")
    if len(sizes) + text.count("[", start, end) > MAX_DEPTH:
        _check_depth(text, start, end)
    return value, end


def read(text: str) -> JSON:
    """The one JSON value that `text` is, white space aside; ValueError as for `read_at`."""
    text = text.strip(_WHITE)
    value, end = read_at(text, 0)
    if end != len(text):
        raise ValueError("text after the JSON value")
    return value


def _colons(text: str) -> int:
    """The colons outside of a JSON value's strings: one for each key that was written."""
    return _STRING.sub("", text).count(":")


def _check_depth(text: str, start: int, end: int) -> None:
    depth = 0
    for token in _BRACKETS.finditer(text, start, end):
        bracket = token[0]
        if bracket in "{[":
            depth += 1
            if depth > MAX_DEPTH:
                raise ValueError(f"nested deeper than {MAX_DEPTH}")
        elif bracket in "}]":
            depth -= 1


def too_deep(value: JSON) -> bool:
    """Whether a value that arrived already parsed is nested beyond `MAX_DEPTH`."""
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [
            child
            for parent in level
            if isinstance(parent, dict | list)
            for child in (parent.values() if isinstance(parent, dict) else parent)
            if isinstance(child, dict | list)
        ]
        if not level:
            return False
    return True
