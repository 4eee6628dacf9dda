"""References that no answer can meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Example
from eval_jobs.audit.data.finding import Finding, share
from eval_jobs.datasets.gold import breaks_schema

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.evaluate.questions import Question
    from graders.sample import ToolCall
    from graders.toolbox import Toolbox

REACHED: Final = 0.99
"""What a right answer earns at least."""

Read = Sequence[tuple["Question", "Item | str"]]


def unreadable(read: Read) -> Finding:
    """The share of records of which nothing can be expected."""
    errors = [(question.id, item) for question, item in read if isinstance(item, str)]
    example = Example(errors[0][0], "", "", errors[0][1], None, asked=False) if errors else None
    return Finding(share(errors, read), len(read), "", example)


def unreachable(items: Sequence[Item], golds: Mapping[str, float | None]) -> Finding:
    """The share of items whose right answer is not paid in full; `golds` are the rewards by id."""
    short = [item for item in items if (golds[item.id] or 0.0) < REACHED]
    unscored = sum(golds[item.id] is None for item in items)
    note = f"left unscored: {unscored}" if unscored else ""
    example = None
    if short:
        worst = min(short, key=lambda item: golds[item.id] or 0.0)
        example = _gold_of(worst, golds[worst.id])
    return Finding(share(short, items), len(items), note, example)


def not_offered(items: Sequence[Item]) -> Finding:
    """The share of items that expect a tool which they do not offer."""
    return _breaking(items, lambda call, toolbox: call.name not in toolbox)


def against_schema(items: Sequence[Item]) -> Finding:
    """The share of items whose reference breaks the schemas that they offer."""
    return _breaking(items, breaks_schema)


def _breaking(items: Sequence[Item], breaks: Callable[[ToolCall, Toolbox], bool]) -> Finding:
    offering = [(item, item.toolbox) for item in items if item.toolbox]
    broken = [
        item
        for item, toolbox in offering
        if any(breaks(call, toolbox) for call in item.reference.calls)
    ]
    note = "" if offering else "no record offers tools"
    example = _gold_of(broken[0], None)._replace(asked=False) if broken else None
    return Finding(share(broken, offering), len(offering), note, example)


def _gold_of(item: Item, reward: float | None) -> Example:
    """The item's own reference as the answer that shows what is wrong."""
    return Example(item.id, item.question, item.gold, item.gold, reward)
