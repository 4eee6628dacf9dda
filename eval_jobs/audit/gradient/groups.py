"""Groups of answers to one prompt, and what is left of them once GRPO has compared them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np

from eval_jobs.audit.check import Group
from eval_jobs.audit.gradient.answers import Answer, Answers, scored

SIZES: Final = (4, 8, 16)
"""Answers to a prompt that trainers ask for."""
USUAL: Final = 8
"""The size that checks look at, where there are so many answers."""
FLAT: Final = 1e-9
"""Below it, a standard deviation is rounding: the same reward, added in another order."""


class Compared(NamedTuple):
    """One group: its scored answers, and the standard deviation of their rewards.

    `mixed` says that its answers differ, and that not all of them are right: so there is
    something to learn from it. `correlation` is the rank correlation of reward and quality; 0
    where all rewards are the same, None where the quality is not known or always the same.
    """

    answers: Sequence[Answer]
    spread: float
    mixed: bool
    correlation: float | None

    @property
    def flat(self) -> bool:
        """Whether all are paid the same, so that all advantages are 0."""
        return self.spread < FLAT


def sizes(sources: Sequence[Answers]) -> list[int]:
    """The usual sizes that some item has answers enough for; if none, the most it has."""
    most = max((len(answers) for source in sources for answers in source.by_item), default=0)
    return [size for size in SIZES if size <= most] or [most] * (most > 1)


def compared(answers: Answers, size: int) -> list[Compared]:
    """The groups of `size` answers, as many as an item has, that have two rewards or more."""
    groups = [
        one_item[start : start + size]
        for one_item in answers.by_item
        for start in range(0, len(one_item) - size + 1, size)
    ]
    return [_compare(group) for group in groups if len(scored(group)) > 1]


def _compare(group: Sequence[Answer]) -> Compared:
    answers, rewards = zip(*scored(group), strict=True)
    mixed = len({one.text for one in answers}) > 1 and not all(one.right for one in answers)
    spread = float(np.std(rewards))
    return Compared(answers, spread, mixed, _correlation(answers, rewards, spread))


def _correlation(
    answers: Sequence[Answer], rewards: Sequence[float], spread: float
) -> float | None:
    qualities = [one.quality for one in answers if one.quality is not None]
    if len(qualities) < len(answers) or len(set(qualities)) == 1:
        return None
    return 0.0 if spread < FLAT else rank_correlation(rewards, qualities)


def rank_correlation(one: Sequence[float], other: Sequence[float]) -> float:
    """Spearman's: Pearson's of the ranks, equal values sharing theirs. Neither is constant."""
    from scipy.stats import rankdata  # slow to import

    return float(np.corrcoef(rankdata(one), rankdata(other))[0, 1])


def summary(source: str, size: int, groups: Sequence[Compared]) -> Group:
    """The figures of some groups, of which there is at least one."""
    known = [one.correlation for one in groups if one.correlation is not None]
    return Group(
        source=source,
        size=size,
        groups=len(groups),
        flat=sum(one.flat for one in groups) / len(groups),
        spread=sum(one.spread for one in groups) / len(groups),
        correlation=sum(known) / len(known) if known else None,
    )
