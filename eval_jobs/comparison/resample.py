"""Resamples of clusters: the bootstrap, and its counterpart that swaps runs.

Clusters (prompts) are drawn whole, and the same draw serves every run and metric, so that
differences stay paired. A resample is a row of weights; all its sums are one matrix product, a
block of rows at a time: fast, and in the memory of a block.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval_jobs.run import Floats

MOST_GROUPS: Final = 4096
"""Beyond so many clusters, groups of them are resampled.

Clusters thrown at random into groups of equal size, and the groups taken for single units, give
a variance with the same expectation (random groups: Wolter, Introduction to Variance
Estimation, 2nd ed. 2007, chapter 2). With 4,096 groups the half-width of an interval has a
standard error of 1 / sqrt(2 x 4,095) = 1.1%, as much as 4,096 independent prompts would give it.
"""
BLOCK: Final = 256
"""Resamples in one matrix product; 8 MB of weights at most."""


class Sums(NamedTuple):
    """Numerators and denominators of ratios, summed by group; both of shape (ratios, groups)."""

    numerator: Floats
    denominator: Floats

    @classmethod
    def of(
        cls, groups: NDArray[np.intp], count: int, numerator: Floats, denominator: Floats
    ) -> Sums:
        """The sums by group of values by sample, of shape (ratios, samples)."""
        sides = (
            np.array([totals(groups, row, count) for row in side]).reshape(-1, count)
            for side in (numerator, denominator)
        )
        return cls(*sides)

    @classmethod
    def stack(cls, parts: Iterable[Sums]) -> Sums:
        """All the rows of the parts."""
        return cls(*map(np.concatenate, zip(*parts, strict=True)))

    def rows(self, chosen: NDArray[np.bool_]) -> Sums:
        """Some of the rows."""
        return Sums(self.numerator[chosen], self.denominator[chosen])

    def ratio(self) -> Floats:
        """Each ratio over all groups; nan where the denominator is 0."""
        return divide(self.numerator.sum(axis=1), self.denominator.sum(axis=1))


def totals(labels: NDArray[np.intp], values: Floats, count: int = 0) -> Floats:
    """The sum of the values under each label, for labels below `count` at least."""
    return np.asarray(np.bincount(labels, values, count), dtype=float)


def divide(numerator: Floats, denominator: Floats) -> Floats:
    """The quotient, nan where the denominator is 0."""
    quotient = np.full(numerator.shape, np.nan)
    np.divide(numerator, denominator, out=quotient, where=denominator != 0)
    return quotient


def random_groups(clusters: int, rng: np.random.Generator) -> NDArray[np.intp]:
    """The group of each cluster: one of its own, or one of MOST_GROUPS at random."""
    if clusters <= MOST_GROUPS:
        return np.arange(clusters)
    groups = np.empty(clusters, dtype=np.intp)
    groups[rng.permutation(clusters)] = np.arange(clusters) % MOST_GROUPS
    return groups


def bootstrap(ours: Sums, theirs: Sums, resamples: int, rng: np.random.Generator) -> Floats:
    """`ours` minus `theirs` in each resample of the groups with replacement.

    Of shape (ratios, resamples); nan where a denominator came to 0.
    """
    columns, where = _distinct(*ours, *theirs)
    replicates = np.empty((len(ours.numerator), resamples))
    start = 0
    for weights in _draws(columns.shape[1], resamples, rng):
        sums = (columns @ weights.T)[where].reshape(4, len(replicates), len(weights))
        block = replicates[:, start : start + len(weights)]
        np.subtract(divide(sums[0], sums[1]), divide(sums[2], sums[3]), out=block)
        start += len(weights)
    return replicates


def swapped(ours: Sums, theirs: Sums, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    """`ours` minus `theirs` where the two are swapped in half of the groups, at random.

    Blocks of shape (ratios, some resamples), `resamples` in all; every way of swapping once
    where there are no more ways than that (see `is_exact`). nan where a denominator came to 0.
    """
    change = Sums(theirs.numerator - ours.numerator, theirs.denominator - ours.denominator)
    columns, where = _distinct(*change)
    whole = [side.sum(axis=1, keepdims=True) for side in (*ours, *theirs)]
    for weights in _swaps(columns.shape[1], resamples, rng):
        up, down = (columns @ weights.T)[where].reshape(2, len(ours.numerator), len(weights))
        yield divide(whole[0] + up, whole[1] + down) - divide(whole[2] - up, whole[3] - down)


def is_exact(groups: int, resamples: int) -> bool:
    """Whether there are no more ways of swapping than resamples."""
    return bool(2**groups <= resamples)


def _distinct(*sides: Floats) -> tuple[Floats, NDArray[np.intp]]:
    """The distinct rows, and where each row of the sides is among them.

    Most are equal: the denominators of means, and pairs in which nothing is unscored.
    """
    columns, where = np.unique(np.concatenate(sides), axis=0, return_inverse=True)
    return columns, where.reshape(-1)


def _draws(groups: int, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    """How often each group was drawn, in rows of as many draws as there are groups."""
    for rows in _blocks(resamples):
        drawn = rng.integers(groups, size=(rows, groups))
        drawn += np.arange(rows)[:, None] * groups
        counts = np.bincount(drawn.reshape(-1), minlength=rows * groups)
        yield counts.reshape(rows, groups).astype(float)


def _swaps(groups: int, resamples: int, rng: np.random.Generator) -> Iterator[Floats]:
    """1 where a group is swapped, else 0."""
    if is_exact(groups, resamples):
        ways = np.arange(2**groups)[:, None] >> np.arange(groups)
        yield (ways & 1).astype(float)
        return
    for rows in _blocks(resamples):
        yield rng.integers(2, size=(rows, groups), dtype=np.int8).astype(float)


def _blocks(resamples: int) -> list[int]:
    whole, rest = divmod(resamples, BLOCK)
    return [BLOCK] * whole + [rest] * bool(rest)
