"""Other answers that a reference accepts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eval_jobs.datasets.gold import gold_calls
from graders.sample import JSON, Accepted, Reference, ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

Calls = tuple[ToolCall, ...]


def alternatives(item: Item) -> Iterator[Calls]:
    """The expected calls with one value, at any depth, another one that is accepted, or left out.

    Without those that the tool's schema refuses, as it demands what a reference calls optional.
    """
    expected = item.reference.calls
    for at, one in enumerate(expected):
        for arguments in _others(dict(one.arguments)):
            changed = ToolCall(one.name, arguments)
            reference = Reference.of(((*expected[:at], changed, *expected[at + 1 :]),), {})
            calls = tuple(
                ToolCall(call["name"], call["arguments"]) for call in gold_calls(reference)
            )
            if not _refused(item, at, calls):
                yield calls


def _others(value: JSON) -> Iterator[JSON]:
    """The value with another choice of what is accepted, at one place in it."""
    if isinstance(value, Accepted):
        # BFCL accepts "" where a parameter may be left out
        yield from (one for one in value.values[1:] if not (value.optional and one == ""))
        yield from (other for first in value.values[:1] for other in _others(first))
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from ([*value[:at], other, *value[at + 1 :]] for other in _others(part))
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from ({**value, key: other} for other in _others(part))
            if isinstance(part, Accepted) and part.optional and part.values:
                yield {name: rest for name, rest in value.items() if name != key}


def _refused(item: Item, at: int, calls: Calls) -> bool:
    """Whether the tool's schema takes the expected call, and not the changed one."""
    box = item.toolbox
    return box is not None and box.violations(calls[at]) > box.violations(item.calls[at])
