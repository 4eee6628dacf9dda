"""How evenly the expected calls are spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from math import log
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Example
from eval_jobs.audit.data.finding import Finding
from eval_jobs.audit.golds import different_golds

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

FEW: Final = 30
"""Below so many records, shares of labels say nothing."""
TOO_FEW: Final = "too few records to tell"
NAMED: Final = 5
"""So many unused tools are named."""


def imbalance(items: Sequence[Item]) -> Finding:
    """The share of items that expect the most frequent sequence of tools."""
    if len(items) < FEW:
        return Finding(None, len(items), TOO_FEW)
    sequences = Counter(tuple(call.name for call in item.calls) for item in items)
    tools, count = sequences.most_common(1)[0]
    note = ", ".join(tools) or "no call"
    if len(sequences) > 1:
        most = f"the most frequent of {len(sequences)} sequences"
        note += f", {most}; their entropy is {_entropy(sequences):.2f} of the most there can be"
    item = next(item for item in items if tuple(call.name for call in item.calls) == tools)
    return Finding(count / len(items), len(items), note, _right(item))


def one_answer(items: Sequence[Item]) -> Finding:
    """The share of items that expect the most frequent answer, with all its arguments."""
    if len(items) < FEW:
        return Finding(None, len(items), TOO_FEW)
    golds = different_golds(items)
    item, count = golds[0]
    return Finding(
        count / len(items), len(items), f"different right answers: {len(golds)}", _right(item)
    )


def unused_tools(items: Sequence[Item]) -> Finding:
    """The share of offered tools that no item expects."""
    offered = dict.fromkeys(tool for item in items for tool in item.toolbox or ())
    if len(items) < FEW or not offered:
        return Finding(None, len(items), TOO_FEW if offered else "no record offers tools")
    expected = {call.name for item in items for call in item.calls}
    unused = [tool for tool in offered if tool not in expected]
    if not unused:
        return Finding(0.0, len(items))
    more = f" and {len(unused) - NAMED} more" if len(unused) > NAMED else ""
    note = f"of {len(offered)} tools: {', '.join(unused[:NAMED])}{more}"
    item = next(item for item in items if item.toolbox and unused[0] in item.toolbox)
    return Finding(len(unused) / len(offered), len(items), note, _right(item))


def _entropy(counts: Counter[tuple[str, ...]]) -> float:
    """The Shannon entropy over that of even counts; in [0, 1]."""
    shares = [count / counts.total() for count in counts.values()]
    return -sum(share * log(share) for share in shares) / log(len(shares))


def _right(item: Item) -> Example:
    return Example(item.id, item.question, item.gold, item.gold, None, asked=False)
