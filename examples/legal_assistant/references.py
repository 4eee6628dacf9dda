"""What a record carries as its reference, and the answer that a model should give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from examples.legal_assistant.slots import Slot


def fill(value: Any, slots: Mapping[str, Slot]) -> Any:
    """A piece of a reference with its blanks filled: a lone blank by its value, others as text."""
    if isinstance(value, dict):
        return {key: fill(part, slots) for key, part in value.items()}
    if isinstance(value, list):
        return [fill(part, slots) for part in value]
    if not isinstance(value, str) or "{" not in value:
        return value
    lone = slots.get(value[1:-1])
    return lone.value if lone else value.format_map(slots)


def flat(calls: Sequence[Any]) -> Iterator[Any]:
    """The calls in a sequence of calls and of groups (lists) of calls."""
    for call in calls:
        yield from call if isinstance(call, list) else [call]


def query_analysis(label: str, needs: str, calls: Sequence[Any]) -> dict[str, Any]:
    """The reference of a workflow question."""
    tools = [
        {"Tool": call["tool"], "Parameters": call["arguments"], "Reasoning": call["why"]}
        for call in calls
    ]
    return {"Query analysis": {"Type": [label], "Information needed": needs, "Tools": tools}}


def single_call(calls: Sequence[Any]) -> dict[str, Any]:
    """The reference of a question that wants one call: that call."""
    (call,) = calls
    return {"name": call["tool"], "arguments": call["arguments"]}


def tool_calls(calls: Sequence[Any]) -> dict[str, Any]:
    """The reference in OpenAI's form; a list inside is a group in any order."""
    return {"tool_calls": [_function(call) for call in calls]}


def _function(call: Any) -> Any:
    if isinstance(call, list):
        return [_function(part) for part in call]
    return {"function": {"name": call["tool"], "arguments": call["arguments"]}}


def gold_answer(reference: Mapping[str, Any]) -> Any:
    """The answer that meets a reference: each value the first accepted, groups in their order.

    The workflow's form stays as it is; every other becomes a list of `{"name", "arguments"}`.
    """
    if "Query analysis" in reference:
        return _first_accepted(reference)
    calls = reference.get("tool_calls", [reference])
    return [_first_accepted(call.get("function", call)) for call in flat(calls)]


def _first_accepted(value: Any) -> Any:
    if isinstance(value, list):
        return [_first_accepted(part) for part in value]
    if not isinstance(value, dict):
        return value
    if "$accept" in value:
        return _first_accepted(value["$accept"][0])
    return {key: _first_accepted(part) for key, part in value.items() if not _optional(part)}


def _optional(value: Any) -> bool:
    return isinstance(value, dict) and value.get("$optional", False)
