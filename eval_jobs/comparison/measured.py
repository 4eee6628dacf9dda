"""One statistic and its resamples, turned into an estimate or a difference."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.comparison.evidence import TIE, Alone, Pair
from eval_jobs.comparison.intervals import bonett_price, bootstrap_interval, normal, wilson
from eval_jobs.comparison.result import Difference, Estimate
from eval_jobs.comparison.significance import mcnemar

if TYPE_CHECKING:
    from eval_jobs.run import Floats

POWER: Final = 0.8
"""How likely a detectable difference is to be found."""


class Statistic(NamedTuple):
    """A value (nan where undefined), its defined resamples, and how many clusters bear on it."""

    value: float
    replicates: Floats
    clusters: int

    @property
    def error(self) -> float:
        """The standard error; nan for a single cluster."""
        if self.clusters < 2:  # noqa: PLR2004  # one alone has no spread
            return math.nan
        deviation = float(self.replicates.std())
        return deviation * math.sqrt(self.clusters / (self.clusters - 1))


def estimate(measured: Statistic, alone: Alone, samples: int, confidence: float) -> Estimate:
    """The estimate of one metric of one run, which has so many samples."""
    unscored = samples - alone.samples
    if math.isnan(measured.value):
        return Estimate(None, None, None, alone.samples, unscored)
    if alone.size is None:
        low, high = _within(0.0, measured, confidence)
    else:
        low, high = wilson(measured.value, alone.size, confidence)
    return Estimate(measured.value, low, high, alone.samples, unscored)


def difference(measured: Statistic, pair: Pair, p: float, confidence: float) -> Difference:
    """One metric of a run less the baseline's; `p` is the permutation test's.

    McNemar's test takes over where samples pass or fail, and the interval that goes with it; so
    does the interval where no resample differs, since so many ties do not make it certain that
    all are. `p_adjusted` is left for when all differences are there.
    """
    test = "mcnemar" if pair.pass_fail else "permutation"
    ties = pair.samples - pair.wins - pair.losses
    counts = (pair.wins, pair.losses, ties, pair.samples)
    if math.isnan(measured.value):
        return Difference(None, None, None, test, None, None, None, None, *counts)
    if pair.pass_fail:
        p = mcnemar(pair.wins, pair.losses)
    if pair.pass_fail or (abs(measured.replicates) <= TIE).all():
        samples = pair.samples if pair.pass_fail else measured.clusters
        middle, error = bonett_price(pair.wins, pair.losses, samples)
        half = normal(confidence) * error
        low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    else:
        low, high = _within(-1.0, measured, confidence)
        error = measured.error
    return Difference(
        value=measured.value,
        low=low,
        high=high,
        test=test,
        p=p,
        p_adjusted=None,
        effect=pair.effect,
        detectable=(normal(confidence) + normal(2 * POWER - 1)) * error if error > TIE else None,
        wins=pair.wins,
        losses=pair.losses,
        ties=ties,
        samples=pair.samples,
    )


def _within(lowest: float, measured: Statistic, confidence: float) -> tuple[float, float]:
    """The interval, where nothing is known the whole range of the metric."""
    value = measured.value
    low, high = bootstrap_interval(value, measured.replicates, measured.clusters, confidence)
    if math.isinf(low):
        return min(lowest, value), max(1.0, value)
    return low, high
