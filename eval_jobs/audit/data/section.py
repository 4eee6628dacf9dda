"""Looks at the data, and holds what is found against its bars."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Check, Section
from eval_jobs.audit.data import labels, near_prompts, references, same_prompts
from eval_jobs.audit.data.bars import BARS
from eval_jobs.audit.data.finding import Finding
from eval_jobs.audit.item import Item
from eval_jobs.audit.paying import Probe

if TYPE_CHECKING:
    from eval_jobs.audit.paying import Pay
    from eval_jobs.evaluate.questions import Question

NAME: Final = "data"


def examine(
    read: Sequence[tuple[Question, Item | str]], others: Sequence[Path], pay: Pay
) -> Section:
    """Whether the records can be learnt from, and are not in `others`, further splits, as well.

    DatasetError where one of `others` cannot be read.
    """
    items = [item for _, item in read if isinstance(item, Item)]
    rewards = pay([Probe(item, item.gold) for item in items], "data: the references")
    golds = {item.id: reward for item, reward in zip(items, rewards, strict=True)}
    conflicts = same_prompts.find_conflicts(items)
    found = {
        "records": Finding(float(len(items)), len(items)),
        "unreadable": references.unreadable(read),
        "unreachable": references.unreachable(items, golds),
        "not_offered": references.not_offered(items),
        "against_schema": references.against_schema(items),
        "conflicting": same_prompts.conflicting(items, conflicts),
        "ceiling": same_prompts.ceiling(items, conflicts, golds, pay),
        "repeated": near_prompts.repeated(items),
        "leaked": near_prompts.leaked(items, others),
        "imbalance": labels.imbalance(items),
        "one_answer": labels.one_answer(items),
        "unused_tools": labels.unused_tools(items),
    }
    return Section(NAME, "Data", [_check(name, finding) for name, finding in found.items()])


def _check(name: str, finding: Finding) -> Check:
    full = f"{NAME}.{name}"
    return Check(full, BARS[full], *finding)
