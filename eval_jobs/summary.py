"""A few figures about many rows. Undefined is None, and never 0 by accident."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from eval_jobs.results.averages import micro_rates

if TYPE_CHECKING:
    from eval_jobs.rows import Row


class Summary(NamedTuple):
    """What rows come to.

    `unscored` counts the samples without a reward by code. `reward` and `means` are means over
    the graded samples, None and empty without any. `micro` holds the `micro_rates` of all graded
    samples, from the summed counts.
    """

    samples: int
    unscored: dict[str, int]
    reward: float | None
    means: dict[str, float]
    micro: dict[str, float | None]


class Tally:
    """Adds up rows of one grader one by one, in the memory of one."""

    def __init__(self) -> None:
        self._graded = 0
        self._reward = 0.0
        self._unscored: Counter[str] = Counter()
        self._totals: dict[str, float] = {}

    def add(self, row: Row) -> None:
        """Count one more row."""
        if row.reward is None:
            self._unscored[row.code or "unknown"] += 1
            return
        self._graded += 1
        self._reward += row.reward
        for name, value in row.metrics.items():
            self._totals[name] = self._totals.get(name, 0.0) + value

    def summary(self) -> Summary:
        """What the rows so far come to."""
        graded = self._graded
        return Summary(
            samples=graded + self._unscored.total(),
            unscored=dict(sorted(self._unscored.items())),
            reward=self._reward / graded if graded else None,
            means={name: total / graded for name, total in self._totals.items()},
            micro=micro_rates(self._totals),
        )
