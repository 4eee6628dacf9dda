from __future__ import annotations

import math
import subprocess
import sys
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import calibration_curve
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    precision_recall_curve,
    roc_auc_score,
)

from eval_jobs.metrics.calibration import MAX_POINTS, PRECISIONS, calibrate, threshold_for
from eval_jobs.metrics.measure import measure
from graders import GradingConfig
from tests.eval_jobs.metrics.runs import CONFIG, calls, record, run_of

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Calibration

CONFIDENCE = st.floats(0, 1) | st.sampled_from([0.0, 0.1, 0.3, 0.5, 1.0])
SAMPLES = st.lists(st.tuples(CONFIDENCE, st.booleans()), min_size=2, max_size=40)


def columns(samples: list[tuple[float, bool]]) -> tuple[Any, Any]:
    confidence, right = zip(*samples, strict=True)
    return np.array(confidence), np.array(right, dtype=float)


def calibrated(confidence: Any, right: Any) -> Calibration:
    found = calibrate(confidence, right)
    assert found is not None
    return found


@given(SAMPLES)
def test_agreement_with_scikit_learn(samples: list[tuple[float, bool]]) -> None:
    confidence, right = columns(samples)
    found = calibrated(confidence, right)
    assert found.samples == len(samples)
    mixed = 0 < right.sum() < len(right)
    assert (found.auc is None) is (found.average_precision is None) is (not mixed)
    assert found.brier == pytest.approx(brier_score_loss(right, confidence, labels=[0, 1]))
    shares, means = calibration_curve(right, confidence, n_bins=10)
    assert [share for _, share, _ in found.bins] == pytest.approx(shares.tolist())
    assert [mean for mean, _, _ in found.bins] == pytest.approx(means.tolist())
    assert sum(size for *_, size in found.bins) == len(samples)
    if mixed:
        assert found.auc == roc_auc_score(right, confidence)
        assert found.average_precision == average_precision_score(right, confidence)
    if right.any():
        precision, recall, threshold = precision_recall_curve(right, confidence)
        points = zip(precision[:-1].tolist(), recall[:-1].tolist(), threshold, strict=True)
        assert found.precision_recall == list(points)
    else:
        assert found.precision_recall == []


def calibrate_full(points: list[Any]) -> list[tuple[float, float | None]]:
    return [(wanted, threshold_for(points, wanted)) for wanted in PRECISIONS]


def test_a_long_curve_is_thinned_and_keeps_its_ends() -> None:
    random = np.random.default_rng(0)
    confidence = random.permutation(np.linspace(0, 1, 5000))
    right = (random.random(5000) < confidence).astype(float)
    points = calibrated(confidence, right).precision_recall
    full = [
        *zip(*(one.tolist() for one in precision_recall_curve(right, confidence)), strict=False)
    ]
    assert len(points) == MAX_POINTS
    assert (points[0], points[-1]) == (full[0], full[-1])
    assert set(points) <= set(full)
    thresholds = dict(calibrate_full(full))
    assert dict(calibrated(confidence, right).thresholds) == thresholds
    assert None not in thresholds.values()
    assert all(one[2] < two[2] for one, two in pairwise(points))


@given(SAMPLES, st.floats(0, 1))
def test_the_threshold_is_the_lowest_that_reaches_the_precision(
    samples: list[tuple[float, bool]], wanted: float
) -> None:
    confidence, right = columns(samples)
    threshold = threshold_for(calibrated(confidence, right).precision_recall, wanted)
    shares = {one: right[confidence >= one].mean() for one in sorted(set(confidence))}
    reached = [one for one, share in shares.items() if share >= wanted and right.any()]
    assert threshold == (reached[0] if reached else None)


def test_a_precision_that_is_never_reached_has_no_threshold() -> None:
    found = calibrated(np.array([0.9, 0.8, 0.7]), np.array([0.0, 1.0, 1.0]))
    assert found.thresholds == [(0.9, None), (0.95, None), (0.99, None)]


def test_scikit_learn_is_imported_only_where_there_is_confidence() -> None:
    code = (
        "import sys, numpy as np; from eval_jobs.metrics.calibration import calibrate; "
        "assert calibrate(np.full(9, np.nan), np.ones(9)) is None; "
        "assert 'sklearn' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], check=False, capture_output=True)
    assert done.returncode == 0, done.stderr


def test_without_two_samples_there_is_no_calibration() -> None:
    nan = math.nan
    assert calibrate(np.array([0.5, nan, 0.7]), np.array([1.0, 1.0, nan])) is None
    assert calibrate(np.array([]), np.array([])) is None


def test_confidence_is_held_against_the_exact_match() -> None:
    records = [record(calls("a"), calls("a")), record(calls("b"), calls("a"))]
    found = measure(run_of(records, confidence=[0.9, 0.2]), CONFIG).calibration
    assert found is not None
    assert found.auc == 1.0
    assert found.brier == pytest.approx((0.1**2 + 0.2**2) / 2)
    assert measure(run_of(records), CONFIG).calibration is None


def test_where_the_grader_has_no_exact_match_a_reward_of_1_is_right() -> None:
    config = GradingConfig(field="kind")
    records = [
        record({"kind": ["a"]}, {"kind": "a"}),
        record({"kind": ["a", "b"]}, {"kind": "a"}),
        record({"kind": "a"}, {"other": "a"}),
    ]
    run = run_of(records, config, "field_match", confidence=[0.9, 0.8, 0.7])
    found = measure(run, config).calibration
    assert found is not None
    assert (found.samples, found.auc) == (2, 1.0)
