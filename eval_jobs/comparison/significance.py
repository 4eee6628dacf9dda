"""Two-sided paired tests, and their correction for being many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np

from eval_jobs.comparison.resample import Sums, divide, is_exact, swapped

if TYPE_CHECKING:
    from eval_jobs.run import Floats

Key = TypeVar("Key")
TINY: Final = 1e-12
"""Two differences this close are equal, but for the order of their sums."""


def permutation(ours: Sums, theirs: Sums, resamples: int, rng: np.random.Generator) -> Floats:
    """The p of each difference of ratios, if it made no difference which run an answer is of.

    The runs are swapped within clusters, in every way where these are no more than `resamples`,
    else at random; p is then the share of at least as great differences, the observed one among
    them, or the bound of `at_most` where that is less: few resamples cannot show a small p. nan
    where the difference is undefined.
    """
    observed = np.abs(ours.ratio() - theirs.ratio())
    as_great, count = np.zeros(len(observed)), np.zeros(len(observed))
    for differences in swapped(ours, theirs, resamples, rng):
        np.abs(differences, out=differences)
        as_great += np.count_nonzero(differences >= observed[:, None] - TINY, axis=1)
        count += np.count_nonzero(~np.isnan(differences), axis=1)
    if is_exact(ours.numerator.shape[1], resamples):
        ps = as_great / np.maximum(count, 1)
    else:
        ps = np.minimum((as_great + 1) / (count + 1), at_most(ours, theirs))
    return np.where(np.isnan(observed), np.nan, ps)


def at_most(ours: Sums, theirs: Sums) -> Floats:
    """A bound of the p that all ways of swapping would give; 1 where there is none.

    Where both runs have the same denominators, as means have, swapping gives the clusters' gains
    signs at random, and the sum of these exceeds z times the root of their squares with a
    probability of 2 exp(-z^2 / 2) at most (Hoeffding, Probability inequalities for sums of
    bounded random variables, Journal of the American Statistical Association 58, 1963).
    """
    gains = ours.numerator - theirs.numerator
    exponents = divide(gains.sum(axis=1) ** 2, 2 * (gains**2).sum(axis=1))
    bounds = np.maximum(2 * np.exp(-exponents), np.finfo(float).tiny)
    alike = (ours.denominator == theirs.denominator).all(axis=1) & ~np.isnan(exponents)
    return np.where(alike, np.minimum(bounds, 1.0), 1.0)


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
