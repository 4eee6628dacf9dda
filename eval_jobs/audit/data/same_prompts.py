"""Identical prompts with different references: what no answer can be right for."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import chain, islice
from statistics import fmean
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.check import Example
from eval_jobs.audit.data.finding import Finding
from eval_jobs.audit.golds import different_golds
from eval_jobs.audit.paying import Probe
from eval_jobs.audit.right import is_right
from eval_jobs.datasets.prompts import seen_of

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay

TRIED: Final = 10
"""Of the right answers to a prompt, so many are tried, the most frequent first."""


class Conflict(NamedTuple):
    """The records of one prompt, and items with its right answers, none of them right for all."""

    records: Sequence[Item]
    answers: Sequence[Item]


def find_conflicts(items: Sequence[Item]) -> list[Conflict]:
    """The prompts, as a model sees them, that are asked again with another right answer."""
    asked: defaultdict[str, list[Item]] = defaultdict(list)
    for item in items:
        asked[seen_of(item.record)].append(item)
    found = []
    for records in asked.values():
        answers = [item for item, _ in different_golds(records)]
        if len(answers) > 1 and not any(_suits_all(answer, records) for answer in answers):
            found.append(Conflict(records, answers[:TRIED]))
    return found


def conflicting(items: Sequence[Item], conflicts: Sequence[Conflict]) -> Finding:
    """The share of items whose prompt is asked again with another right answer."""
    if not items:
        return Finding(None, 0)
    records = sum(len(conflict.records) for conflict in conflicts)
    note = f"prompts with several right answers: {len(conflicts)}" if conflicts else ""
    example = None
    if conflicts:
        example = _contradiction(max(conflicts, key=lambda conflict: len(conflict.answers)))
    return Finding(records / len(items), len(items), note, example)


def ceiling(
    items: Sequence[Item],
    conflicts: Sequence[Conflict],
    golds: Mapping[str, float | None],
    pay: Pay,
) -> Finding:
    """The best mean reward of one answer a prompt, where the references themselves earn 1.

    Each conflict takes away what its best answer earns less than the references do.
    """
    if all(golds[item.id] is None for item in items):
        return Finding(None, 0, "the grader left every right answer unscored" if items else "")
    tried = [_tried(conflict) for conflict in conflicts]
    rewards = iter(pay([probe for probes in tried for probe in chain(*probes)], "data: ceiling"))
    lost, worst, example = 0.0, 0.0, None
    for conflict, probes in zip(conflicts, tried, strict=True):
        earned = [list(islice(rewards, len(answer))) for answer in probes]
        means = [_mean(paid) for paid in earned]
        best = max(range(len(means)), key=means.__getitem__)
        loss = max(0.0, _mean([golds[item.id] for item in conflict.records]) - means[best])
        lost += loss * len(conflict.records)
        if loss > worst:
            worst, example = loss, _example(probes[best], earned[best])
    return Finding(1.0 - lost / len(items), len(items), "", example)


def _contradiction(conflict: Conflict) -> Example:
    """The most frequent answer, at a record that it is wrong for."""
    answers = [(item, item.answer(conflict.answers[0].calls)) for item in conflict.records]
    item, answer = next((item, answer) for item, answer in answers if not is_right(item, answer))
    return Example(item.id, item.question, item.gold, answer, None, asked=False)


def _tried(conflict: Conflict) -> list[list[Probe]]:
    """Each answer as the answer to all records."""
    return [
        [Probe(item, item.answer(answer.calls)) for item in conflict.records]
        for answer in conflict.answers
    ]


def _example(probes: Sequence[Probe], rewards: Sequence[float | None]) -> Example:
    """The best answer to a prompt, at the record where it earns least."""
    (item, answer), reward = min(
        zip(probes, rewards, strict=True), key=lambda paid: -1.0 if paid[1] is None else paid[1]
    )
    return Example(item.id, item.question, item.gold, answer, reward)


def _mean(rewards: Sequence[float | None]) -> float:
    """The mean of what was paid; 0 where nothing was."""
    paid = [reward for reward in rewards if reward is not None]
    return fmean(paid) if paid else 0.0


def _suits_all(answer: Item, records: Sequence[Item]) -> bool:
    return all(is_right(item, item.answer(answer.calls)) for item in records)
