"""OpenAI's `tool_calls`: a message that holds them, or items of the list alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from graders.sample import MISSING

if TYPE_CHECKING:
    from graders.sample import JSON

OPENED_BY: Final = ("tool_calls",)


def entries(value: dict[str, JSON]) -> list[JSON] | None:
    """The items of `tool_calls`; None when `value` is not of this format."""
    items = value.get("tool_calls", MISSING)
    if items is None:
        return []  # how a message says that it calls nothing
    return items if isinstance(items, list) else None


def outline(entry: dict[str, JSON]) -> tuple[JSON, JSON] | None:
    """Name and arguments as written (a JSON string); None when `entry` is not of this format."""
    function = entry.get("function", entry.get("function_call"))  # the latter is older
    if not isinstance(function, dict):
        return None
    return function.get("name"), function.get("arguments")
