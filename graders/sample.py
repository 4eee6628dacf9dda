"""What is graded: one sample, the turn a model wrote, and the calls on both sides.

Named tuples: as frozen as frozen dataclasses, and made three times as fast, eight a sample.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from graders.config import Comparator

new: Final = tuple.__new__
"""`new(Kind, (a, b))` is `Kind(a, b)` at half the cost, for what every sample makes.

All fields are given, in order: nothing checks how many there are.
"""

JSON = Any
"""A value as `json.loads` returns it. Model text is untrusted, so no shape is assumed."""

MISSING: Final = object()
"""Marks a reference that the record does not carry (`null` is a malformed one)."""


class Turn(NamedTuple):
    """The graded turn: the last one a model wrote.

    `text` is its content flattened to one string; `tool_calls` holds structured calls as they
    arrived beside the text (OpenAI `tool_calls` items, Converse `toolUse` blocks), unparsed.
    """

    text: str
    tool_calls: tuple[JSON, ...] = ()


class Sample(NamedTuple):
    """One record to grade, whatever caller sent it.

    `id` is echoed as given. `answer` is None where no model turn came yet; `reference` is raw
    JSON, or `MISSING`. `question` is the last user text (used to recognise answers that only
    paste it back). `tools` are the tool schemas as offered, raw. `fields` are the record's keys,
    for slicing results; graders that need a key of their own find it there.
    """

    id: JSON
    answer: Turn | None
    reference: JSON = MISSING
    question: str = ""
    tools: tuple[JSON, ...] = ()
    fields: Mapping[str, JSON] = MappingProxyType({})


class ToolCall(NamedTuple):
    """One call of a tool: its name and its arguments by parameter name."""

    name: str
    arguments: Mapping[str, JSON]


class Accepted(NamedTuple):
    """What a reference accepts for one value: alternatives, absence, a comparator of its own."""

    values: tuple[JSON, ...]
    optional: bool = False
    comparator: Comparator | None = None


class Reference(NamedTuple):
    """What the answer should have been.

    `groups` holds the expected calls in order; calls inside one group may come in any order.
    Values of their arguments, at any depth, may be `Accepted`. No group means that no call is
    expected; None, that the reference says nothing of calls. `calls` and `tools` are all the
    groups' calls, and their names; `unique` says that no tool is expected twice; `demanded`
    counts the parameters that are not optional. `fields` are the reference's keys when it is a
    JSON object.
    """

    groups: tuple[tuple[ToolCall, ...], ...] | None
    fields: Mapping[str, JSON]
    calls: tuple[ToolCall, ...] = ()
    tools: tuple[str, ...] = ()
    unique: bool = True
    demanded: int = 0

    @classmethod
    def of(
        cls, groups: tuple[tuple[ToolCall, ...], ...] | None, fields: Mapping[str, JSON]
    ) -> Reference:
        """The reference of these groups."""
        calls: list[ToolCall] = []
        tools: list[str] = []
        demanded = 0
        for group in groups or ():
            calls += group
            for name, arguments in group:
                tools.append(name)
                for value in arguments.values():
                    if type(value) is not Accepted or not value.optional:
                        demanded += 1
        unique = len(set(tools)) == len(tools)
        return cls(groups, fields, tuple(calls), tuple(tools), unique, demanded)
