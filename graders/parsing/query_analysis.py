"""`{"Query analysis": {"Type", "Information needed", "Tools": [...]}}`, wrapped or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graders.sample import JSON

WRAPPER: Final = "Query analysis"
OPENED_BY: Final = (WRAPPER, "Tools")


def unwrap(value: dict[str, JSON]) -> dict[str, JSON]:
    """The object inside the wrapper, or `value` itself when there is none."""
    inner = value.get(WRAPPER)
    return inner if isinstance(inner, dict) else value


def entries(value: dict[str, JSON]) -> list[JSON] | None:
    """The entries of `Tools`; None when `value` is not of this format."""
    inner = unwrap(value) if WRAPPER in value else value
    if "Tools" not in inner:
        return None
    tools = inner["Tools"]
    if tools is None:
        return []
    return tools if isinstance(tools, list) else [tools]


def outline(entry: dict[str, JSON]) -> tuple[JSON, JSON] | None:
    """Name and arguments as written; None when `entry` is not of this format."""
    return (entry["Tool"], entry.get("Parameters")) if "Tool" in entry else None
