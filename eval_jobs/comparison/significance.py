"""Two-sided paired tests, and their correction for being many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from eval_jobs.comparison.resample import Sums, is_exact, swapped

if TYPE_CHECKING:
    from eval_jobs.run import Floats

Key = TypeVar("Key")
TINY: Final = 1e-12
"""Two differences this close are equal, but for the order of their sums."""


def permutation(ours: Sums, theirs: Sums, resamples: int, rng: np.random.Generator) -> Floats:
    """The p of each difference of ratios, if it made no difference which run an answer is of.

    The runs are swapped within clusters, in every way where these are no more than `resamples`,
    else at random; p is the share of at least as great differences, the observed one among
    them. nan where the difference is undefined.
    """
    observed = np.abs(ours.ratio() - theirs.ratio())
    as_great, count = np.zeros(len(observed)), np.zeros(len(observed))
    for differences in swapped(ours, theirs, resamples, rng):
        np.abs(differences, out=differences)
        as_great += np.count_nonzero(differences >= observed[:, None] - TINY, axis=1)
        count += np.count_nonzero(~np.isnan(differences), axis=1)
    if not is_exact(ours.numerator.shape[1], resamples):
        as_great += 1
        count += 1
    return np.where(np.isnan(observed), np.nan, as_great / np.maximum(count, 1))


def mcnemar(wins: int, losses: int) -> float:
    """The exact p of so many wins and losses, if both were equally likely; 1 without any."""
    from scipy.special import bdtr

    return min(1.0, 2 * float(bdtr(min(wins, losses), wins + losses, 0.5)))


def holm(ps: Mapping[Key, float]) -> dict[Key, float]:
    """The p-values corrected for all of them by Holm's method, under the same keys."""
    adjusted: dict[Key, float] = {}
    least = 0.0
    for position, key in enumerate(sorted(ps, key=ps.__getitem__)):
        least = max(least, min(1.0, ps[key] * (len(ps) - position)))
        adjusted[key] = least
    return adjusted
