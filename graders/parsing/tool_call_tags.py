"""`<tool_call>` tags (Hermes, Qwen): each holds one call; what stands outside them is prose."""

from __future__ import annotations

from typing import Final

OPENING: Final = "<tool_call>"
CLOSING: Final = "</tool_call>"


def contents(text: str) -> list[str]:
    """What each tag holds, in order; a tag that is never closed runs to the next, or the end."""
    return [part.split(CLOSING, 1)[0].strip() for part in text.split(OPENING)[1:]]
