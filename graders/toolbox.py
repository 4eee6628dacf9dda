"""The tools a sample offers: names, and the types and enums of parameters, in three dialects."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from graders.sample import JSON, ToolCall

_TYPES: Final[dict[str, tuple[type, ...]]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "float": (int, float),  # BFCL's name; an integer is one too
    "boolean": (bool,),
    "array": (list,),
    "tuple": (list,),  # BFCL's name
    "object": (dict,),
    "dict": (dict,),  # BFCL's name
    "null": (type(None),),
}

Schema = Mapping[str, "JSON"]


class Toolbox:
    """The offered tools by name; empty when the sample carries none that can be read."""

    def __init__(self, tools: Sequence[JSON]) -> None:
        self._parameters: dict[str, Schema] = {}
        self._required: dict[str, frozenset[str]] = {}
        for tool in tools:
            function = _function(tool)
            name = function.get("name")
            if isinstance(name, str):
                self._parameters[name] = parameters = _parameters(function)
                required = parameters.get("required")
                if isinstance(required, list):
                    names = [item for item in required if isinstance(item, str)]
                    self._required[name] = frozenset(names)

    def __bool__(self) -> bool:
        return bool(self._parameters)

    def __contains__(self, name: str) -> bool:
        return name in self._parameters

    def __iter__(self) -> Iterator[str]:
        return iter(self._parameters)

    def properties(self, tool: str) -> Schema:
        """The parameters of a tool, each with its schema; empty when they are not known."""
        return _object(self._parameters.get(tool, {}).get("properties"))

    def parameter(self, tool: str, name: str) -> Schema:
        """The schema of one parameter; empty when it is not known."""
        return _object(self.properties(tool).get(name))

    def required(self, tool: str) -> AbstractSet[str]:
        """The parameters that a tool cannot do without."""
        return self._required.get(tool, frozenset())

    def violations(self, call: ToolCall) -> int:
        """How often `call` breaks its tool's schema.

        Counts parameters that the tool does not have, values of another type or outside the
        enum, and required parameters left out. 0 for a tool that is not offered.
        """
        schema = self._parameters.get(call.name)
        if not schema:
            return 0
        properties = _object(schema.get("properties"))
        missing = len(self.required(call.name) - call.arguments.keys())
        return missing + sum(
            not allows(_object(properties[name]), value) if name in properties else 1
            for name, value in call.arguments.items()
        )


def allows(schema: Schema, value: JSON) -> bool:
    """Whether `value` has a type that `schema` names and is in its enum, if it has one."""
    types, enum = schema.get("type"), schema.get("enum")
    if isinstance(enum, list) and not any(
        value == one and _kind(value) is _kind(one) for one in enum
    ):
        return False
    names = types if isinstance(types, list) else [types]
    known = [_TYPES[name] for name in names if isinstance(name, str) and name in _TYPES]
    if not known:
        return True
    if isinstance(value, float) and value.is_integer():
        value = int(value)  # JSON has one kind of number: 5.0 is an integer
    return any(_kind(value) is bool if kinds == (bool,) else _fits(value, kinds) for kinds in known)


def _fits(value: JSON, kinds: tuple[type, ...]) -> bool:
    return isinstance(value, kinds) and not isinstance(value, bool)


def _kind(value: JSON) -> type:
    return bool if isinstance(value, bool) else object


def _function(tool: JSON) -> Schema:
    """The part with the name: OpenAI's `function`, Converse's `toolSpec`, or the tool itself."""
    outer = _object(tool)
    return _object(outer.get("function")) or _object(outer.get("toolSpec")) or outer


def _parameters(function: Schema) -> Schema:
    converse = _object(_object(function.get("inputSchema")).get("json"))
    return converse or _object(function.get("parameters"))


def _object(value: JSON) -> Schema:
    return value if isinstance(value, dict) else {}
