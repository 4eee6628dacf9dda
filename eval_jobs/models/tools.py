"""Tool schemas of OpenAI's, Converse's and BFCL's dialect, with names that services take."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

_UNUSUAL: Final = re.compile(r"[^a-zA-Z0-9_-]")
_LONGEST: Final = 64
_TYPES: Final = {
    "dict": "object",
    "float": "number",
    "tuple": "array",
    "String": "string",
    "Boolean": "boolean",
    "Array": "array",
    "double": "number",
    "long": "integer",
}
"""Types of BFCL's that JSON Schema calls something else. Its "any" is no restriction at all."""


class Tool(NamedTuple):
    """A tool on offer. `schema` is the JSON Schema of its parameters, an object."""

    name: str
    description: str
    schema: Mapping[str, Any]


def read_tools(record: Mapping[str, Any]) -> list[Tool]:
    """The tools that a record offers: `tools`, Converse's `toolConfig`, or those in `metadata`.

    Of several tools of one name, the first counts: services take no name twice.
    """
    for place in (record, record.get("metadata")):
        if not isinstance(place, dict):
            continue
        config = place.get("toolConfig")
        tools = place.get("tools") or (config.get("tools") if isinstance(config, dict) else None)
        if isinstance(tools, list):
            named: dict[str, Tool] = {}
            for tool in (_tool(tool) for tool in tools if isinstance(tool, dict)):
                named.setdefault(tool.name, tool)
            return list(named.values())
    return []


def wire_names(tools: Sequence[Tool]) -> dict[str, str]:
    """A name for each tool that services take, to the tool's own.

    They take up to 64 letters, digits, _ and -; BFCL's `math.factorial` becomes
    `math_factorial`.
    """
    names: dict[str, str] = {}
    for tool in tools:
        stem = wire = _UNUSUAL.sub("_", tool.name)[:_LONGEST] or "tool"
        copy = 1
        while names.get(wire, tool.name) != tool.name:
            copy += 1
            wire = f"{stem[: _LONGEST - 4]}_{copy}"
        names[wire] = tool.name
    return names


def _tool(tool: Mapping[str, Any]) -> Tool:
    """From OpenAI's `function`, Converse's `toolSpec`, or the function itself, as in BFCL."""
    function = tool.get("function") or tool.get("toolSpec") or tool
    schema = function.get("inputSchema", {}).get("json") or function.get("parameters") or {}
    described = str(function.get("description") or "")
    return Tool(str(function.get("name")), described, {"type": "object", **_standard(schema)})


def _standard(schema: Any) -> Any:
    """The schema with the names that JSON Schema has for types."""
    if isinstance(schema, list):
        return [_standard(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    standard: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "type" and isinstance(value, str):
            if value != "any":
                standard[key] = _TYPES.get(value, value)
        elif key in ("enum", "const", "default", "examples", "required"):
            standard[key] = value
        elif key == "properties" and isinstance(value, dict):
            standard[key] = {name: _standard(one) for name, one in value.items()}
        else:
            standard[key] = _standard(value)
    return standard
