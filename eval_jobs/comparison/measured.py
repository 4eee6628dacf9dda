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
        low, high = _interval(measured, 0.0, confidence, bounded=alone.bounded)
    else:
        low, high = wilson(measured.value, alone.size, confidence)
    return Estimate(measured.value, low, high, alone.samples, unscored)


def difference(
    measured: Statistic, pair: Pair, p: float, confidence: float, family: int
) -> Difference:
    """One metric of a run less the baseline's; `p` is the permutation test's.

    McNemar's test takes over where samples pass or fail, and the interval that goes with it; so
    does the interval, with a tie in each cluster, where no resample differs, since so many ties
    do not make it certain that all are. The difference is one of a `family` of so many, for
    which `detectable` is corrected; `p_adjusted` is left for when all of them are there.
    """
    test = "mcnemar" if pair.pass_fail else "permutation"
    ties = pair.samples - pair.wins - pair.losses
    counts = (pair.wins, pair.losses, ties, pair.samples)
    if math.isnan(measured.value):
        return Difference(None, None, None, test, None, None, None, None, *counts)
    if pair.pass_fail:
        p = mcnemar(pair.wins, pair.losses)
    if pair.pass_fail or (abs(measured.replicates) <= TIE).all():
        counted = (pair.wins, pair.losses, pair.samples)
        middle, error = bonett_price(*(counted if pair.pass_fail else (0, 0, measured.clusters)))
        half = normal(confidence) * error
        low, high = max(middle - half, -1.0), min(middle + half, 1.0)
    else:
        low, high = _interval(measured, -1.0, confidence, bounded=pair.bounded)
        error = measured.error
    return Difference(
        value=measured.value,
        low=low,
        high=high,
        test=test,
        p=p,
        p_adjusted=None,
        effect=pair.effect,
        detectable=_detectable(error, measured.clusters, (1 - confidence) / family, pair.bounded),
        wins=pair.wins,
        losses=pair.losses,
        ties=ties,
        samples=pair.samples,
    )


def _detectable(error: float, clusters: int, alpha: float, bounded: bool) -> float | None:
    """The difference that a t-test at `alpha` finds with POWER, where one can be so great."""
    from scipy.special import stdtrit

    if not error > TIE:
        return None
    found = float(stdtrit(clusters - 1, [1 - alpha / 2, POWER]).sum()) * error
    return None if bounded and found > 1 else found


def _interval(
    measured: Statistic, lowest: float, confidence: float, *, bounded: bool
) -> tuple[float, float]:
    """The bootstrap's interval, within the range of a bounded metric: all of it for one cluster."""
    value = measured.value
    low, high = bootstrap_interval(value, measured.replicates, measured.clusters, confidence)
    if bounded or math.isinf(low):
        return max(low, min(lowest, value)), min(high, max(1.0, value))
    return low, high
