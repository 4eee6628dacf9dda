"""Tools on offer: in Converse's `toolConfig`, and as OpenAI functions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.datasets.validation.shape import known_keys, list_of_objects, objects, of_type, text

SHAPE: Final = Rule("tools.shape")
SCHEMA: Final = Rule("tools.schema")
REPEATED: Final = Rule("tools.repeated_name")

Path = tuple[Step, ...]


def check_tool_config(config: Any) -> Iterator[Flaw]:
    """The flaws in a `toolConfig`."""
    yield from of_type(config, dict, ("toolConfig",))
    if isinstance(config, dict):
        yield from known_keys(config, ("tools", "toolChoice"), ("toolConfig",))
        yield from _tools(config.get("tools"), "toolSpec", ("toolConfig", "tools"))


def check_functions(tools: Any) -> Iterator[Flaw]:
    """The flaws in a list of OpenAI functions."""
    yield from _tools(tools, "function", ("tools",))
    for position, tool in objects(tools):
        if tool.get("type") != "function":
            yield Flaw(SHAPE, 'the type of a tool is "function"', ("tools", position, "type"))


def names_of(tools: Any, key: str) -> set[str]:
    """The names in a list of tools, whose part with the name is under `key`."""
    parts = [tool.get(key) for _, tool in objects(tools)]
    names = [part.get("name") for part in parts if isinstance(part, dict)]
    return {name for name in names if isinstance(name, str)}


def _tools(tools: Any, key: str, path: Path) -> Iterator[Flaw]:
    yield from list_of_objects(tools, path)
    seen: set[str] = set()
    for position, tool in objects(tools):
        part, place = tool.get(key), (*path, position, key)
        if not isinstance(part, dict):
            yield Flaw(SHAPE, f'a tool is {{"{key}": {{...}}}}', (*path, position))
            continue
        if key == "toolSpec":
            yield from known_keys(tool, (key,), (*path, position))
            yield from known_keys(part, ("name", "description", "inputSchema"), place)
        yield from text(part, "name", place)
        yield from text(part, "description", place)
        name = part.get("name")
        if isinstance(name, str) and name in seen:
            yield Flaw(REPEATED, f"another tool is called {name!r}", (*place, "name"))
        seen.add(str(name))
        yield from _schema(part, key, place)


def _schema(part: dict[str, Any], key: str, path: Path) -> Iterator[Flaw]:
    if key == "toolSpec":
        inner = part.get("inputSchema")
        schema = inner.get("json") if isinstance(inner, dict) else None
        if not isinstance(schema, dict) or "type" not in schema:
            message = 'the inputSchema is {"json": {"type": "object", ...}}'
            yield Flaw(SCHEMA, message, (*path, "inputSchema"))
        else:
            yield from known_keys(inner or {}, ("json",), (*path, "inputSchema"))
        return
    schema = part.get("parameters")
    fine = isinstance(schema, dict) and isinstance(schema.get("properties"), dict)
    if not fine or part["parameters"].get("type") != "object":
        message = 'the parameters are {"type": "object", "properties": {...}}'
        yield Flaw(SCHEMA, message, (*path, "parameters"))
