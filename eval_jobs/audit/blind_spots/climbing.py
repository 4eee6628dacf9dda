"""Answers damaged step by step, and what is paid at each step."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.paying import Pay, Probe
from eval_jobs.audit.right import is_right

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.blind_spots.kinds import Kind
    from eval_jobs.audit.damage import Damage
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.vocabulary import Vocabulary

THIRDS: Final = (1 / 3, 2 / 3, 1.0)
SAME: Final = 1e-6
"""Rewards this close are the same: services round."""


class Paid(NamedTuple):
    """A record, and what its gold earns."""

    item: Item
    gold: float


class Step(NamedTuple):
    """An answer with a share `depth` of the damage, in [0, 1], and its reward. Gold is at 0."""

    depth: float
    answer: str
    reward: float


class Climb(NamedTuple):
    """One record's steps by depth: gold, then at least one damaged answer."""

    item: Item
    steps: Sequence[Step]

    @property
    def worst(self) -> Step:
        """The step with the most damage."""
        return self.steps[-1]

    @property
    def first(self) -> Step:
        """The least damage that leaves the answer wrong."""
        return self.steps[1]


def climbs(
    kind: Kind, paid: Sequence[Paid], vocabulary: Vocabulary, pay: Pay, rng: Random
) -> list[Climb]:
    """What each record earns under growing damage of one kind.

    Left out are answers that are right all the same, those that the grader leaves unscored, and
    records that have no other.
    """
    wrong = [
        (at, depth, answer)
        for at, (item, _) in enumerate(paid)
        for depth, answer in _wrong(item, kind.answers(item, vocabulary.tools(item), rng))
    ]
    rewards = pay([Probe(paid[at].item, answer) for at, _, answer in wrong], kind.name)
    steps = [[Step(0.0, item.gold, gold)] for item, gold in paid]
    for (at, depth, answer), reward in zip(wrong, rewards, strict=True):
        if reward is not None:
            steps[at].append(Step(depth, answer, reward))
    return [Climb(one.item, found) for one, found in zip(paid, steps, strict=True) if found[1:]]


def _wrong(item: Item, damage: Damage[str]) -> list[tuple[float, str]]:
    """Depths and answers: the first step, and each third of the way."""
    if damage.most == 0:
        return []
    counts = sorted({1, *(math.ceil(damage.most * third) for third in THIRDS)})
    answers = [(count / damage.most, damage.done(count)) for count in counts]
    return [(depth, answer) for depth, answer in answers if not is_right(item, answer)]
