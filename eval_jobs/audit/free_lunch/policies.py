"""Policies without understanding: each gives its answer to a record, or None where it has none."""

from __future__ import annotations

from collections.abc import Callable
from itertools import cycle, islice
from typing import TYPE_CHECKING, Any, Final

from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.free_lunch.known import Known
    from eval_jobs.audit.item import Item

Policy = Callable[["Item", "Known"], str | None]

REFUSAL: Final = "I'm sorry, but I can't help with that."
TIMES: Final = 10
"""How often spam calls each tool."""
CALLS: Final = 60
"""How many calls spam makes at most, unless the tools are more than half of that."""


def silence(_item: Item, _known: Known) -> str:
    """Nothing at all."""
    return ""


def refusal(_item: Item, _known: Known) -> str:
    """A polite sentence."""
    return REFUSAL


def no_calls(item: Item, known: Known) -> str:
    """The right format, without any call in it."""
    return known.written(item, ())


def made_up_call(item: Item, known: Known) -> str:
    """The right format, with a call of a tool that there is not."""
    return known.written(item, [ToolCall("made_up_tool", {})])


def every_tool(item: Item, known: Known) -> str | None:
    """Every tool once, with its most usual arguments."""
    return _spread(item, known, 1)


def spam(item: Item, known: Known) -> str | None:
    """Every tool many times, each time with other arguments, the most usual first."""
    return _spread(item, known, max(2, min(TIMES, CALLS // max(1, len(known.tools(item))))))


def _spread(item: Item, known: Known, times: int) -> str | None:
    if not _has_choice(item, known):
        return None
    calls = []
    for tool, parameters in known.tools(item).items():
        arguments = known.usual(tool) or [dict.fromkeys(parameters, "string")]
        calls += [ToolCall(tool, one) for one in islice(cycle(arguments), times)]
    return known.written(item, calls)


def question_everywhere(item: Item, known: Known) -> str | None:
    """Every tool once, with the question in every parameter."""
    if not _has_choice(item, known):
        return None
    calls = [
        ToolCall(tool, dict.fromkeys(parameters, item.question))
        for tool, parameters in known.tools(item).items()
    ]
    return known.written(item, calls)


def _has_choice(item: Item, known: Known) -> bool:
    """Whether there are other tools than those expected: else all of them are the right ones."""
    return not known.tools(item).keys() <= {call.name for call in item.calls}


def question_pasted(item: Item, known: Known) -> str | None:
    """The right tools, with the question in every parameter."""
    return _refilled(item, known, lambda _value: item.question)


def placeholders(item: Item, known: Known) -> str | None:
    """The right tools, with a value of the right type in every parameter, always the same."""
    return _refilled(item, known, placeholder)


def _refilled(item: Item, known: Known, value: Callable[[Any], Any]) -> str:
    calls = [
        ToolCall(call.name, {key: value(old) for key, old in call.arguments.items()})
        for call in item.calls
    ]
    return known.written(item, calls)


def placeholder(value: Any) -> Any:
    """What stands for any value of this shape: "string", 0, false, and these in lists."""
    if isinstance(value, dict):
        return {key: placeholder(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [placeholder(inner) for inner in value[:1]]
    if isinstance(value, str | None):
        return "string"
    return type(value)()


def no_arguments(item: Item, known: Known) -> str | None:
    """The right tools, without arguments."""
    return known.written(item, [ToolCall(call.name, {}) for call in item.calls])


def other_arguments(item: Item, known: Known) -> str | None:
    """The right tools, each with the arguments of another record."""
    calls = []
    for call in item.calls:
        arguments = known.others(call)
        if arguments is None:
            return None
        calls.append(ToolCall(call.name, arguments))
    return known.written(item, calls)


def nearest(item: Item, known: Known) -> str | None:
    """The right answer to the most similar question."""
    neighbour = known.nearest.get(item.id)
    return None if neighbour is None else known.written(item, neighbour.calls, neighbour)


def constant(item: Item, known: Known) -> str | None:
    """The same answer to every question."""
    source = known.constant
    return None if source is None else known.written(item, source.calls, source)
