"""Runs in the order of their reward."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison, Difference, Estimate


class Standing(NamedTuple):
    """A run with its reward, and the difference to the baseline's (None: it is the baseline)."""

    run: str
    reward: Estimate
    difference: Difference | None


def leaderboard(comparison: Comparison) -> list[Standing]:
    """The runs, the highest reward first, runs of equal reward by name, those without one last."""
    rewards, differences = comparison.estimates["reward"], comparison.differences["reward"]
    standings = [Standing(run, rewards[run], differences.get(run)) for run in comparison.runs]

    def key(standing: Standing) -> tuple[float, str]:
        value = standing.reward.value
        return (math.inf if value is None else -value, standing.run)

    return sorted(standings, key=key)
