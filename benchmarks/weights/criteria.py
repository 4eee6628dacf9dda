"""How good a candidate is: how far it stays from the audit's bars, where it comes closest."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from benchmarks.weights.components import Components
from eval_jobs.audit import blind_spots, free_lunch, gradient
from eval_jobs.audit.check import Bar, Level
from eval_jobs.audit.item import Item, read_items
from eval_jobs.audit.vocabulary import Vocabulary

if TYPE_CHECKING:
    from benchmarks.weights.candidates import Candidate
    from eval_jobs.audit.check import Check, Group
    from eval_jobs.evaluate.questions import Question

SHOWN: Final = ("gradient.auc", "gradient.wrong_mean", "gradient.wrong_paid", "gradient.flat")

GROUP: Final = 8
"""Answers to one prompt, as RFT samples them."""


class Outcome(NamedTuple):
    """A candidate's figures on one dataset.

    `margin` is the smallest distance of a check to its bar, as a share of the room that the bar
    leaves: 1 at the best there is, 0 at the bar, negative beyond. `nearest` names that check.
    `signal` is what a policy that is mostly wrong has to learn from: the spread of the reward
    inside its groups, times its rank correlation with quality.
    """

    failed: int
    margin: float
    nearest: str
    signal: float
    values: Mapping[str, float]


class Ground:
    """Records on which candidates are audited: up to `most` of them, drawn by a seed."""

    def __init__(self, questions: Iterable[Question], most: int) -> None:
        self._components = Components()
        items = [item for _, item in read_items(questions) if isinstance(item, Item)]
        self.items = random.Random(0).sample(items, min(most, len(items)))

    def outcome(self, candidate: Candidate) -> Outcome:
        """Audit the candidate: what depends on weights, with the same probes for each."""
        pay, known = self._components.under(candidate), Vocabulary(self.items)
        sections = (
            free_lunch.examine(self.items, known, pay, random.Random(1)),
            blind_spots.examine(self.items, known, pay, random.Random(2)),
            gradient.examine(self.items, known, pay, random.Random(3), ()),
        )
        checks = [check for section in sections for check in section.checks]
        return _outcome(checks, sections[-1].groups)


def _outcome(checks: Sequence[Check], groups: Sequence[Group]) -> Outcome:
    measured = {check.name: check for check in checks if check.value is not None}
    values = {name: check.value or 0.0 for name, check in measured.items()}
    margins = {name: _margin(check.bar, values[name]) for name, check in measured.items()}
    nearest = min(margins, key=margins.__getitem__)
    failed = sum(check.level is Level.FAIL for check in checks)
    signal = next(
        one.spread * (one.correlation or 0.0)
        for one in groups
        if (one.source, one.size) == ("weak policy", GROUP)
    )
    return Outcome(failed, margins[nearest], nearest, signal, values)


def _margin(bar: Bar, value: float) -> float:
    """Rewards and shares: both ends of their range are known."""
    return (
        (bar.fail - value) / bar.fail
        if bar.worse == "above"
        else (value - bar.fail) / (1.0 - bar.fail)
    )
