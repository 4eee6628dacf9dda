"""Where data begins in text that is not all data: prose around JSON, fences, several values."""

from __future__ import annotations

import re
from typing import Final

_OUTSIDE: Final = re.compile(r"[\[{]")
_INSIDE: Final = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[{\]}]', re.DOTALL)
_PROMISING: Final = re.compile(r"""\{\s*(?:["'}]|\w+\s*:)|\[\s*(?:[\[{\]"']|[^\W\d][\w.\-]*\()""")
MAX_BRACKETS: Final = 5_000
"""What follows so many is not looked at: no answer has them, and a collapsed policy has."""
_OPENING: Final = {"]": "[", "}": "{"}


def promising(text: str, start: int) -> bool:
    """Whether the bracket at `start` opens like data, and not like an aside in prose."""
    return _PROMISING.match(text, start) is not None


def candidates(text: str) -> list[tuple[int, int]]:
    """Where values may begin and end, in order.

    These are the outermost brackets that close, and the first promising one that never does
    (the text may have been cut off). One pass, in linear time, over `MAX_BRACKETS` brackets.
    Quotes count only inside brackets, since prose has apostrophes and inches.
    """
    closed: list[tuple[int, int]] = []
    open_: list[int] = []
    position = seen = 0
    while match := (_INSIDE if open_ else _OUTSIDE).search(text, position):
        position = match.end()
        token = match[0]
        seen += 1
        if seen > MAX_BRACKETS:
            break
        if token in _OPENING.values():
            open_.append(match.start())
        elif token in _OPENING:
            start = _close(text, open_, _OPENING[token])
            if start is not None:
                while closed and closed[-1][0] > start:
                    closed.pop()
                closed.append((start, position))
    unclosed = next((start for start in open_ if promising(text, start)), None)
    return sorted(closed if unclosed is None else [*closed, (unclosed, len(text))])


def _close(text: str, open_: list[int], bracket: str) -> int | None:
    """Pop the opening that a closer answers: the last, or the one before if that was left open."""
    for back in (1, 2):
        if len(open_) >= back and text[open_[-back]] == bracket:
            start = open_[-back]
            del open_[-back:]
            return start
    return None
