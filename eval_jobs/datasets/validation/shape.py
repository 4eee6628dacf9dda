"""Checks that every format shares: a value's type, its emptiness, its keys."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step

TYPE: Final = Rule("type")
EMPTY: Final = Rule("empty")
MISSING: Final = Rule("missing")
UNKNOWN_KEY: Final = Rule("unknown_key")

_NAMES: Final[dict[type, str]] = {dict: "an object", list: "a list", str: "text"}


def of_type(value: Any, kind: type, path: tuple[Step, ...]) -> Iterator[Flaw]:
    """A flaw unless the value is of this type."""
    if not isinstance(value, kind):
        found = "null" if value is None else type(value).__name__
        yield Flaw(TYPE, f"{_name(path)} is to be {_NAMES[kind]}, this is {found}", path)


def text(
    record: Mapping[str, Any], key: str, path: tuple[Step, ...] = (), *, needed: bool = True
) -> Iterator[Flaw]:
    """A flaw unless there is a text that says something under the key."""
    if key not in record:
        if needed:
            yield Flaw(MISSING, f"there is no {key!r}", path)
        return
    flaws = list(of_type(record[key], str, (*path, key)))
    yield from flaws
    if not flaws and not record[key].strip():
        yield Flaw(EMPTY, f"{key!r} is empty", (*path, key))


def known_keys(
    record: Mapping[str, Any], known: Collection[str], path: tuple[Step, ...] = ()
) -> Iterator[Flaw]:
    """A flaw for each key that the format has no place for."""
    for key in sorted(record.keys() - set(known)):
        message = f"no key {key!r:.60} here; known: {', '.join(sorted(known))}"
        yield Flaw(UNKNOWN_KEY, message, (*path, key))


def objects(value: Any) -> Iterator[tuple[int, dict[str, Any]]]:
    """The objects in a list, each with its position; what is none is passed over."""
    for position, item in enumerate(value if isinstance(value, list) else ()):
        if isinstance(item, dict):
            yield position, item


def list_of_objects(value: Any, path: tuple[Step, ...]) -> Iterator[Flaw]:
    """A flaw unless the value is a list, not empty, and all its items are objects."""
    yield from of_type(value, list, path)
    if value == []:
        yield Flaw(EMPTY, f"{_name(path)} is empty", path)
    for position, item in enumerate(value if isinstance(value, list) else ()):
        yield from of_type(item, dict, (*path, position))


def _name(path: tuple[Step, ...]) -> str:
    return ".".join(map(str, path)) or "the record"
