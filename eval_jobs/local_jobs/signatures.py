"""Tools in one line each, for models whose chat template has no place for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from eval_jobs.models.tools import Tool


def signature(tool: Tool) -> str:
    """`name(parameter: type, optional?: type)`: a small model has no room for a whole schema."""
    return f"{tool.name}({_fields(tool.schema)})"


def _fields(schema: Mapping[str, Any]) -> str:
    required = schema.get("required", ())
    return ", ".join(
        f"{name}{'' if name in required else '?'}: {_type(part)}"
        for name, part in schema.get("properties", {}).items()
    )


def _type(schema: Any) -> str:
    if not isinstance(schema, Mapping):
        return "any"
    if "enum" in schema:
        return "|".join(map(str, schema["enum"]))
    kind = schema.get("type", "any")
    if isinstance(kind, list):
        return "|".join(map(str, kind))
    if kind == "array":
        return f"[{_type(schema.get('items'))}]"
    if kind == "object" and schema.get("properties"):
        return f"{{{_fields(schema)}}}"
    return str(schema.get("format", kind))
