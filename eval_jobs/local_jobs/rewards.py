"""The reward function that the trainer calls, and what it notes of each step."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from eval_jobs.local_jobs.advantages import advantages, flat_share
from eval_jobs.local_jobs.metrics_csv import EXACT_MATCH, FLAT_GROUPS, UNSCORED
from eval_jobs.run import EXACT_MATCH as EXACT_MATCH_SCORE
from eval_jobs.run import fully_right

if TYPE_CHECKING:
    from eval_jobs.local_jobs.paying import Payer
    from eval_jobs.local_jobs.records import Asked
    from eval_jobs.rows import Row


def reward_of(
    payer: Payer, asked: Sequence[Asked], generations: int
) -> Callable[..., list[float | None]]:
    """The function that TRL asks for the rewards of a step; None where an answer is unscored.

    It logs the figures of the metrics file that TRL does not have.
    """

    def reward(
        completions: Sequence[str],
        place: Sequence[int],
        log_metric: Callable[[str, float], None],
        **_: Any,
    ) -> list[float | None]:
        rows = payer.pay([asked[at].record for at in place], completions)
        for name, value in figures(rows, generations).items():
            log_metric(name, value)
        return [row.reward for row in rows]

    return reward


def figures(rows: Sequence[Row], generations: int) -> dict[str, float]:
    """What a step's answers earned, by the names of the metrics file; none is undefined here."""
    rewards = np.array([np.nan if row.reward is None else row.reward for row in rows])
    exact = np.array([row.metrics.get(EXACT_MATCH_SCORE, np.nan) for row in rows])
    gains = advantages(rewards, generations)
    return {
        EXACT_MATCH: float(np.nanmean(fully_right(rewards, {EXACT_MATCH_SCORE: exact}))),
        FLAT_GROUPS: flat_share(rewards, generations),
        UNSCORED: float(np.isnan(rewards).mean()),
        "mean_advantage": float(gains.mean()),
        "min_advantage": float(gains.min()),
        "max_advantage": float(gains.max()),
    }
