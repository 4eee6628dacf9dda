"""What GRPO makes of the rewards of a step, in figures for the metrics file."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.run import Floats

SMALL: Final = 1e-4
"""Added to each group's standard deviation, as the trainer does."""
_TIE: Final = 1e-9


def advantages(rewards: Sequence[float] | Floats, generations: int) -> Floats:
    """How much better each answer is than those to the same prompt, in standard deviations.

    `rewards` are the answers to a prompt after those to the one before, `generations` each; not a
    number is an unscored answer: it takes no part in its group and has the advantage 0.
    """
    groups = np.asarray(rewards, dtype=float).reshape(-1, generations)
    result = np.zeros_like(groups)
    for group, row in zip(groups, result, strict=True):
        scored = ~np.isnan(group)
        if scored.sum() > 1:
            spread = group[scored].std(ddof=1) + SMALL
            row[scored] = (group[scored] - group[scored].mean()) / spread
    return result.ravel()


def flat_share(rewards: Sequence[float] | Floats, generations: int) -> float:
    """The share of groups whose scored answers all earned the same, or are fewer than two.

    Not a number where no group has any scored answer.
    """
    groups = [
        group[~np.isnan(group)]
        for group in np.asarray(rewards, dtype=float).reshape(-1, generations)
    ]
    scored = [group for group in groups if group.size]
    if not scored:
        return math.nan
    return sum(bool(np.ptp(group) <= _TIE) for group in scored) / len(scored)
