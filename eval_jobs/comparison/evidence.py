"""What one metric says of every run, and of every run beside the baseline, before resampling."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

from eval_jobs.comparison.intervals import effective_size, effective_size_of_values
from eval_jobs.comparison.resample import Sums, totals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval_jobs.comparison.ratios import Ratio
    from eval_jobs.run import Floats

TIE: Final = 1e-9
"""Scores this close are a tie."""


class Alone(NamedTuple):
    """One run: samples scored, and as how many right or wrong ones they count.

    `size` is None where that is unknown, or some value is not in [0, 1]. `bounded`: every run's
    values are.
    """

    samples: int
    size: float | None
    bounded: bool


class Pair(NamedTuple):
    """A run beside the baseline, over the samples that both have scored.

    `effect` is d_z over the clusters' mean differences. `pass_fail`: all scores are 0 or 1, and
    no prompt repeats. `bounded`: every run's values are in [0, 1].
    """

    wins: int
    losses: int
    samples: int
    effect: float | None
    pass_fail: bool
    bounded: bool


class Evidence(NamedTuple):
    """Sums by group as differences of ratios, `ours` minus `theirs`.

    A row for each run, less nothing; then a row for each of the others, less the baseline.
    """

    ours: Sums
    theirs: Sums
    alone: Sequence[Alone]
    pairs: Sequence[Pair]


def gather(
    ratio: Ratio,
    baseline: int,
    clusters: NDArray[np.intp],
    groups: NDArray[np.intp],
    confidence: float,
) -> Evidence:
    """The evidence of one metric; `clusters` and `groups` number those of each sample."""
    everyone = range(len(ratio.scored))
    others = [run for run in everyone if run != baseline]
    both = ratio.scored[others] & ratio.scored[baseline]
    numerator, denominator = ratio.numerator, ratio.denominator
    count = int(groups.max()) + 1
    alone = Sums.of(groups, count, numerator, denominator)
    ours = Sums.of(groups, count, numerator[others] * both, denominator[others] * both)
    theirs = Sums.of(groups, count, numerator[baseline] * both, denominator[baseline] * both)
    nothing = Sums(np.zeros_like(alone.numerator), alone.denominator)
    return Evidence(
        ours=Sums.stack([alone, ours]),
        theirs=Sums.stack([nothing, theirs]),
        alone=[_alone(ratio, run, clusters, confidence) for run in everyone],
        pairs=[
            _pair(ratio, run, baseline, clusters, shared)
            for run, shared in zip(others, both, strict=True)
        ],
    )


def _alone(ratio: Ratio, run: int, clusters: NDArray[np.intp], confidence: float) -> Alone:
    right, of = ratio.numerator[run], ratio.denominator[run]
    samples, bounded = int(np.count_nonzero(ratio.scored[run])), ratio.is_bounded
    by_cluster = totals(clusters, right), totals(clusters, of)
    extreme = right.sum() in (0.0, of.sum())
    if not of.any() or not bounded or not (ratio.is_mean or extreme):
        return Alone(samples, None, bounded)
    if _all_or_nothing(right, of):
        return Alone(samples, effective_size(*by_cluster, confidence), bounded)
    size = effective_size_of_values(*by_cluster, confidence)
    return Alone(samples, None if math.isnan(size) else size, bounded)


def _pair(
    ratio: Ratio, run: int, baseline: int, clusters: NDArray[np.intp], both: NDArray[np.bool_]
) -> Pair:
    right, base_right = (ratio.numerator[row][both] for row in (run, baseline))
    of, base_of = (ratio.denominator[row][both] for row in (run, baseline))
    gains = right * base_of - base_right * of  # 0 where one is undefined
    sizes = np.bincount(clusters[both])
    shares = ratio.is_mean and _all_or_nothing(right, of) and _all_or_nothing(base_right, base_of)
    return Pair(
        wins=int(np.count_nonzero(gains > TIE)),
        losses=int(np.count_nonzero(gains < -TIE)),
        samples=gains.size,
        effect=_effect(totals(clusters[both], gains), sizes) if ratio.is_mean else None,
        pass_fail=bool(shares and sizes.size and sizes.max() == 1),
        bounded=ratio.is_bounded,
    )


def _all_or_nothing(right: Floats, of: Floats) -> bool:
    return bool(((right == 0) | (right == of)).all())


def _effect(gains: Floats, sizes: NDArray[np.intp]) -> float | None:
    """Mean over standard deviation of the clusters' mean gains."""
    means = gains[sizes > 0] / sizes[sizes > 0]
    if means.size < 2:  # noqa: PLR2004  # one alone has no deviation
        return None
    deviation = float(means.std(ddof=1))
    return float(means.mean()) / deviation if deviation > TIE else None
