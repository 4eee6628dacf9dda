"""Bedrock Converse: `toolUse` blocks, alone, in a message's content or in a whole response."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graders.sample import JSON

OPENED_BY: Final = ("output", "message", "content")


def entries(value: dict[str, JSON]) -> list[JSON] | None:
    """The `toolUse` blocks of a message or response; None when `value` is not of this format."""
    for envelope in ("output", "message"):
        if isinstance(value.get(envelope), dict):
            value = value[envelope]
    blocks = value.get("content")
    if not isinstance(blocks, list):
        return None
    return [block for block in blocks if isinstance(block, dict) and "toolUse" in block]


def outline(entry: dict[str, JSON]) -> tuple[JSON, JSON] | None:
    """Name and arguments as written; None when `entry` is not of this format."""
    block = entry.get("toolUse")
    return (block.get("name"), block.get("input")) if isinstance(block, dict) else None
