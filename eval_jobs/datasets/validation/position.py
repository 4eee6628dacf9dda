"""The column at which a value stands in a line of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Step

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_DECODER: Final = json.JSONDecoder()


def column_of(line: bytes, path: Sequence[Step]) -> int:
    """The column, from 1 and in characters, of the value that `path` leads to.

    Where the path leads to nothing, such as a key that is missing, that of the last value on the
    way. `line` is a line that could be read as JSON.
    """
    text = line.decode(json.detect_encoding(line), "surrogatepass")
    at = _skip(text, 0)
    for step in path:
        found = _member(text, at, step) if text[at] == "{" else _item(text, at, step)
        if found is None:
            break
        at = found
    return at + 1


def _member(text: str, at: int, step: Step) -> int | None:
    """Where the value of this key starts; of a repeated key the last counts, as for `json`."""
    found = None
    at = _skip(text, at + 1)
    while text[at] != "}":
        key, end = _DECODER.raw_decode(text, at)
        value = _skip(text, _skip(text, end) + 1)
        if key == step:
            found = value
        at = _next(text, value)
    return found


def _item(text: str, at: int, step: Step) -> int | None:
    if text[at] != "[":
        return None
    at = _skip(text, at + 1)
    position = 0
    while text[at] != "]":
        if position == step:
            return at
        position += 1
        at = _next(text, at)
    return None


def _next(text: str, value: int) -> int:
    """Where the next member starts, or the bracket that ends them."""
    at = _skip(text, _DECODER.raw_decode(text, value)[1])
    return _skip(text, at + 1) if text[at] == "," else at


def _skip(text: str, at: int) -> int:
    space = _SPACE.match(text, at)
    return space.end() if space else at
