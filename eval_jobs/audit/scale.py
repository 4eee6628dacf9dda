"""The scale that a grader pays on, where that is not [0, 1]."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.paid import SAME

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record, Scorer
    from eval_jobs.rows import Row

ALIKE: Final = 0.9
"""So many right answers have to earn the same before that is the top of a scale."""


class Scale(NamedTuple):
    """What garbage earns, 0 or less, and what a right answer does."""

    low: float
    high: float

    def read(self, reward: float) -> float:
        """The reward in [0, 1]."""
        return (reward - self.low) / (self.high - self.low)

    @property
    def beyond(self) -> float:
        """How far it reaches out of [0, 1]."""
        return max(self.high - 1.0, -self.low, 0.0)

    def __str__(self) -> str:
        return f"{self.low:g}..{self.high:g}"


def scale_of(golds: Sequence[float], garbage: Sequence[float]) -> Scale | None:
    """The scale that these rewards show; None where it is [0, 1], or none.

    Right answers that earn more than 1, each something else, are on no scale.
    """
    high = median(golds)
    low = min([0.0, *garbage])
    alike = sum(abs(one - high) <= SAME * max(1.0, abs(high)) for one in golds)
    found = Scale(low, high)
    if found.beyond <= SAME or high <= low or alike < ALIKE * len(golds):
        return None
    return found


class Rescaled:
    """A scorer whose rewards are brought from a scale to [0, 1]."""

    def __init__(self, scorer: Scorer, scale: Scale) -> None:
        self.workers = scorer.workers
        self._scorer = scorer
        self._scale = scale

    def score(self, batch: Sequence[Record]) -> list[Row]:
        """The rows of the scorer."""
        return [self._rescaled(row) for row in self._scorer.score(batch)]

    def _rescaled(self, row: Row) -> Row:
        return row if row.reward is None else row._replace(reward=self._scale.read(row.reward))
