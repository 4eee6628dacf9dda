"""Does the model know when it is right? Its confidence against the exact match of its answers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from eval_jobs.metrics.breakdown import Calibration

if TYPE_CHECKING:
    from eval_jobs.run import Floats

BINS: Final = 10
MAX_POINTS: Final = 200
"""Points of a curve that are kept: more cannot be seen."""
PRECISIONS: Final = (0.9, 0.95, 0.99)
"""Precisions that people ask a threshold for."""

Points = Sequence[tuple[float, float, float]]


def calibrate(confidence: Floats, exact: Floats) -> Calibration | None:
    """Calibration over the samples that have both; None where there are fewer than two.

    Both are of shape (samples,), in [0, 1], nan where there is none; `exact` is 0 or 1. The Brier
    score is the mean squared difference, 0 at best. Empty bins of confidence are left out, and
    without a right answer there is no curve.
    """
    both = ~(np.isnan(confidence) | np.isnan(exact))
    forecast, right = confidence[both], exact[both]
    if len(forecast) < 2:  # noqa: PLR2004  # one point has no order, and makes no curve
        return None
    from sklearn.metrics import average_precision_score, roc_auc_score  # slow, and large

    auc = average_precision = None
    if 0 < right.sum() < len(right):
        auc = float(roc_auc_score(right, forecast))
        average_precision = float(average_precision_score(right, forecast))
    brier = math.fsum(((forecast - right) ** 2).tolist()) / len(right)
    curve = _precision_recall(forecast, right) if right.any() else []
    return Calibration(
        samples=len(right),
        auc=auc,
        average_precision=average_precision,
        brier=brier,
        bins=_bins(forecast, right),
        precision_recall=_thinned(curve),
        thresholds=[(wanted, threshold_for(curve, wanted)) for wanted in PRECISIONS],
    )


def threshold_for(points: Points, wanted_precision: float) -> float | None:
    """The lowest confidence from which on answers are right often enough; None if there is none.

    `points` are (precision, recall, threshold) from the lowest threshold on.
    """
    reached = (threshold for precision, _, threshold in points if precision >= wanted_precision)
    return next(reached, None)


def _bins(forecast: Floats, right: Floats) -> list[tuple[float, float, int]]:
    """Ten bins of equal width, each with its upper edge, the first with both."""
    edges = np.linspace(0.0, 1.0, BINS + 1)
    places = np.searchsorted(edges[1:-1], forecast)
    return [
        (math.fsum(forecast[inside].tolist()) / size, float(right[inside].sum()) / size, size)
        for place in range(BINS)
        if (size := int((inside := places == place).sum()))
    ]


def _precision_recall(forecast: Floats, right: Floats) -> Points:
    from sklearn.metrics import precision_recall_curve

    precision, recall, thresholds = precision_recall_curve(right, forecast)
    # the curve's last point, precision 1 at recall 0, has no threshold
    columns = (precision[:-1].tolist(), recall[:-1].tolist(), thresholds.tolist())
    return list(zip(*columns, strict=True))


def _thinned(points: Points) -> Points:
    kept = np.linspace(0, len(points) - 1, min(len(points), MAX_POINTS)).round()
    return [points[place] for place in np.unique(kept.astype(np.intp)).tolist()]
