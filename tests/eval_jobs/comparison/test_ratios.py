from __future__ import annotations

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.ratios import ratios
from tests.eval_jobs.comparison.made import NAN, floats, paired, tool_counts


def test_micro_figures_are_those_of_scikit_learn_on_rows() -> None:
    rng = np.random.default_rng(3)
    expected, called = rng.random((40, 6)) < 0.4, rng.random((2, 40, 6)) < 0.5
    counts = tool_counts(
        floats((expected & called).sum(axis=2)),
        floats((~expected & called).sum(axis=2)),
        floats((expected & ~called).sum(axis=2)),
    )
    field = {name.replace("tool", "field"): values for name, values in counts.items()}
    parameters = {
        "parameter_right_count": counts["tool_true_positive_count"],
        "parameter_predicted_count": called.sum(axis=2),
        "parameter_expected_count": np.broadcast_to(expected.sum(axis=1), (2, 40)),
    }
    found = compare(paired(**counts, **field, **parameters), "base", resamples=100)
    for run, answers in zip(found.runs, called, strict=True):
        wanted = precision_recall_fscore_support(expected, answers, average="micro")[:3]
        for prefix in ("micro", "micro_field", "micro_parameter"):
            figures = [
                found.estimates[f"{prefix}_{name}"][run].value
                for name in ("precision", "recall", "f1")
            ]
            assert figures == pytest.approx(wanted)


def test_raw_counts_are_not_compared_and_half_of_the_counts_make_no_micro_figures() -> None:
    some = floats([[1.0], [2.0]])
    scores = {"reward": some / 2, "tool_true_positive_count": some, "unknown_tool_count": some}
    assert [name for name, _ in ratios(scores)] == ["reward"]


def test_what_is_unscored_counts_nowhere() -> None:
    counts = tool_counts(floats([[2, NAN, 1]]), floats([[0, NAN, 1]]), floats([[0, NAN, 0]]))
    found = dict(ratios({"reward": floats([[0.5, NAN, 1.0]]), **counts}))
    assert found["reward"].numerator.tolist() == [[0.5, 0.0, 1.0]]
    assert found["reward"].denominator.tolist() == [[1.0, 0.0, 1.0]]
    assert found["micro_precision"].numerator.tolist() == [[2.0, 0.0, 1.0]]
    assert found["micro_precision"].denominator.tolist() == [[2.0, 0.0, 2.0]]
    assert found["micro_f1"].scored.tolist() == [[True, False, True]]
