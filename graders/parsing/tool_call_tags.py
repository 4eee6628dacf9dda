"""`<tool_call>` tags (Hermes, Qwen): each holds one call; what stands outside them is prose."""

from __future__ import annotations

from typing import Final

from graders.parsing import strict

OPENING: Final = "<tool_call>"
CLOSING: Final = "</tool_call>"
MAX_TAGS: Final = 250
"""What follows so many is not looked at."""


def contents(text: str) -> list[str]:
    """What each tag holds, in order; a tag that is never closed runs to the next, or the end.

    A closing tag inside a string of the call's JSON closes nothing.
    """
    parts = text.split(OPENING, MAX_TAGS + 1)[1 : MAX_TAGS + 1]
    return [_content(part) for part in parts]


def _content(part: str) -> str:
    closed = part.split(CLOSING, 1)[0].strip()
    if part.count(CLOSING) > 1:
        part = part.lstrip()
        try:
            _, end = strict.read_at(part, 0)
        except ValueError:
            return closed
        return part[:end]
    return closed
