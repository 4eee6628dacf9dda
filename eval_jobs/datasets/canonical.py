"""JSON text that is the same for the same value, whatever file it came from, and its digest."""

from __future__ import annotations

import json
from hashlib import blake2b
from typing import Any, Final

ROOM: Final = 60
"""Levels of nesting that whatever wraps the value later may add."""


def digest(text: str) -> int:
    """A number of 64 bits for a text, the same on every machine."""
    return int.from_bytes(blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest())


def canonical_json(value: Any) -> str:
    """The value as ASCII text with sorted keys and no white space.

    ValueError where it is nested so deep that it could be read but not be written again, not
    even inside another record.
    """
    for _ in range(ROOM):
        value = [value]
    try:
        text = json.dumps(value, sort_keys=True, separators=(",", ":"))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"nested too deep to be written as JSON again: {error}") from None
    return text[ROOM:-ROOM]
