"""JSON read by the book: what JSON readers disagree about is an error here."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Final, NoReturn

if TYPE_CHECKING:
    from graders.sample import JSON

MAX_DEPTH: Final = 64
"""How deep a value may be nested: far beyond any tool's schema, far below the stack's limit."""

_BRACKETS: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[\[{]|[\]}]', re.DOTALL)
_WHITE: Final = " \t\n\r"


def _unique(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    raise ValueError("duplicate key")


def _reject(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


_scan: Final = json.JSONDecoder(object_pairs_hook=_unique, parse_constant=_reject).scan_once  # type: ignore[attr-defined]  # left out of typeshed


def read_at(text: str, start: int) -> tuple[JSON, int]:
    """The JSON value at `start` and where it ends.

    ValueError for anything that is not JSON, and also for a duplicate key, NaN, Infinity, an
    integer of thousands of digits, and nesting beyond `MAX_DEPTH`.
    """
    try:
        value, end = _scan(text, start)
    except (StopIteration, RecursionError) as error:
        raise ValueError("not JSON") from error
    if text.count("{", start, end) + text.count("[", start, end) > MAX_DEPTH:
        _check_depth(text, start, end)
    return value, end


def read(text: str) -> JSON:
    """The one JSON value that `text` is, white space aside; ValueError as for `read_at`."""
    text = text.strip(_WHITE)
    value, end = read_at(text, 0)
    if end != len(text):
        raise ValueError("text after the JSON value")
    return value


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
