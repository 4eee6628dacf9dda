"""`{"name": ..., "arguments": {...}}` and its spellings: a call as one plain object, or a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graders.sample import JSON

SPELLINGS: Final = (
    ("name", "arguments"),
    ("name", "parameters"),
    ("name", "input"),  # Anthropic
    ("tool", "args"),
    ("tool_name", "tool_input"),
    ("action", "action_input"),  # ReAct agents
    ("tool_called", "tool_parameters"),  # the reference in AWS's own reward function sample
)


def outline(entry: dict[str, JSON]) -> tuple[JSON, JSON] | None:
    """Name and arguments as written; None when `entry` is not of this format."""
    for name, arguments in SPELLINGS:
        if name in entry and arguments in entry:
            return entry[name], entry[arguments]
    if len(entry) == 1 and isinstance(entry.get("name"), str):
        return entry["name"], None  # a call that needs no arguments
    return None
