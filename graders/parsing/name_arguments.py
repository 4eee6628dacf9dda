"""`{"name": ..., "arguments": {...}}` and its spellings: a call as one plain object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graders.sample import JSON

SPELLINGS: Final = (
    ("name", "arguments"),
    ("name", "parameters"),
    ("tool_called", "tool_parameters"),  # the reference in AWS's own reward function sample
)


def entries(value: dict[str, JSON]) -> list[JSON] | None:
    """None: this format has no container but a plain list."""


def outline(entry: dict[str, JSON]) -> tuple[JSON, JSON] | None:
    """Name and arguments as written; None when `entry` is not of this format."""
    for name, arguments in SPELLINGS:
        if name in entry and arguments in entry:
            return entry[name], entry[arguments]
    return None
