"""Confidence intervals: of what was resampled, and of shares, where resamples are too sure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from eval_jobs.run import Floats

ROUNDING: Final = 1e-18
"""A square this small is that of a rounding error."""
FEWEST: Final = 5
"""Below so many clusters there are too few different resamples for an outer percentile."""


def bootstrap_interval(
    value: float, replicates: Floats, clusters: int, confidence: float
) -> tuple[float, float]:
    """The expanded percentile interval of a statistic from its resamples.

    Percentiles further out than usual, as a t-interval is wider for few clusters: the tails are
    Phi(-sqrt(n / (n - 1)) t), with the quantile t of Student's distribution at n - 1 degrees of
    freedom (Hesterberg, What Teachers Should Know About the Bootstrap, The American Statistician
    69, 2015). Below FEWEST clusters the t-interval itself; infinite for one.
    """
    from scipy.special import ndtr

    width = widened(clusters, confidence)
    if clusters < FEWEST:
        half = width * replicates.std() if clusters > 1 else math.inf
        return value - half, value + half
    tail = ndtr(-width)
    low, high = np.quantile(replicates, [tail, 1 - tail])
    return float(low), float(high)


def widened(clusters: int, confidence: float) -> float:
    """Student's quantile x sqrt(n / (n - 1)) for n clusters; infinite for a single one.

    Plays the part of the normal quantile where the variance is a mean over n.
    """
    from scipy.special import stdtrit

    if clusters < 2:  # noqa: PLR2004  # no degree of freedom is left
        return math.inf
    freedom = clusters - 1
    return float(stdtrit(freedom, (1 + confidence) / 2)) * math.sqrt(clusters / freedom)


def normal(confidence: float) -> float:
    """The normal distribution's quantile for a two-sided interval."""
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def wilson(share: float, size: float, confidence: float) -> tuple[float, float]:
    """Wilson's interval for a share of `size` independent samples."""
    spread = normal(confidence) ** 2 / size
    middle = share + spread / 2
    half = math.sqrt(spread * share * (1 - share) + spread * spread / 4)
    low, high = (middle - half) / (1 + spread), (middle + half) / (1 + spread)
    return min(max(low, 0.0), share), max(min(high, 1.0), share)


def effective_size(right: Floats, samples: Floats, confidence: float) -> float:
    """As how many independent samples the clusters count for the interval of a share.

    `right` of `samples` by cluster. The variance that independent samples have, over the one
    that the clusters show, less for few clusters, and never more than there are samples (Korn &
    Graubard, Confidence intervals for proportions with small expected number of positive counts
    estimated from survey data, Survey Methodology 24, 1998). The variance is the linearised one,
    which the bootstrap's tends to. As many as there are clusters where all or none are right.
    """
    total, clusters = float(samples.sum()), int(np.count_nonzero(samples))
    share = float(right.sum()) / total
    if share in (0.0, 1.0) or clusters == 1:
        return float(clusters)
    residuals = right - share * samples
    clustered = float(residuals @ residuals) / total**2
    independent = share * (1 - share) / total
    few = widened(int(total), confidence) / widened(clusters, confidence)
    return total * independent / max(clustered, independent) * few**2


def effective_size_of_values(sums: Floats, samples: Floats, confidence: float) -> float:
    """As how many right or wrong samples the clusters count for the interval of a mean.

    `sums` of as many `samples` by cluster, each value in [0, 1]. As for a share, so that the
    interval stays within [0, 1] and leans away from a near limit. The variance of a few values
    apart among many equal ones is poorly known: Student's quantile has the degrees of freedom
    2 n / (kurtosis - 1) that Satterthwaite's approximation gives a variance of n clusters
    (Biometrics Bulletin 2, 1946), n - 1 at most. As many as there are clusters where all values
    are equal; nan for one cluster, which says nothing of the others.
    """
    from scipy.special import stdtrit

    there = samples > 0
    clusters, total = int(np.count_nonzero(there)), float(samples.sum())
    if clusters < 2:  # noqa: PLR2004  # no degree of freedom is left
        return math.nan
    mean = float(sums.sum()) / total
    squares = (sums - mean * samples)[there] ** 2
    if squares.max() <= ROUNDING:
        return float(clusters)
    variance = float(squares.sum()) / total**2 * clusters / (clusters - 1)
    excess = max(float((squares**2).mean() / squares.mean() ** 2) - 1, 2 / clusters)
    freedom = max(1.0, min(clusters - 1, 2 * clusters / excess))
    quantile = float(stdtrit(freedom, (1 + confidence) / 2))
    return mean * (1 - mean) / variance * (normal(confidence) / quantile) ** 2


def bonett_price(wins: int, losses: int, samples: int) -> tuple[float, float]:
    """(wins - losses) / samples and its standard error, adjusted by adding two samples.

    For independent pairs of right and wrong (Bonett & Price, Adjusted Wald confidence interval
    for a difference of binomial proportions based on paired data, Journal of Educational and
    Behavioral Statistics 37, 2012).
    """
    size = samples + 2
    middle = (wins - losses) / size
    return middle, math.sqrt(((wins + losses + 2) / size - middle**2) / size)
