"""How sure an estimate or a difference is: its interval, by theory and at the edges."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.intervals import wilson
from eval_jobs.comparison.result import Comparison, Estimate
from tests.eval_jobs.comparison.made import floats, many, paired, tool_counts
from tests.eval_jobs.comparison.theory import tail, times_the_error


def test_the_interval_of_a_mean_is_scipys_further_out(rng: np.random.Generator) -> None:
    scores = 3 * rng.beta(3, 1, (2, 50))
    found = compare(paired(reward=scores), "base")
    wanted = stats.bootstrap(
        (scores[1],),
        np.mean,
        n_resamples=10_000,
        confidence_level=1 - 2 * tail(50),
        method="percentile",
        rng=rng,
    ).confidence_interval
    estimate = found.estimates["reward"]["run1"]
    assert estimate.value == pytest.approx(scores[1].mean())
    assert (estimate.low, estimate.high) == pytest.approx((wanted.low, wanted.high), abs=0.012)


def test_the_interval_of_a_paired_ratio_is_scipys_further_out(rng: np.random.Generator) -> None:
    hits, extra, missing = (floats(rng.integers(0, 4, (2, 60))) for _ in range(3))

    def difference(*rows: np.ndarray, axis: int) -> np.ndarray:
        a, b, c, d = (row.sum(axis=axis) for row in rows)
        return a / b - c / d

    called = hits + extra
    wanted = stats.bootstrap(
        (hits[1], called[1], hits[0], called[0]),
        difference,
        paired=True,
        n_resamples=10_000,
        confidence_level=1 - 2 * tail(60),
        method="percentile",
        rng=rng,
    )
    found = compare(paired(**tool_counts(hits, extra, missing)), "base")
    precision = found.differences["micro_precision"]["run1"]
    interval = wanted.confidence_interval
    assert (precision.low, precision.high) == pytest.approx((interval.low, interval.high), abs=0.01)
    assert precision.detectable == pytest.approx(
        times_the_error(59, 3) * wanted.standard_error, rel=0.04
    )
    assert precision.effect is None


def test_many_prompts_are_as_sure_as_theory_says(rng: np.random.Generator) -> None:
    scores = rng.beta(3, 1, (2, 20_000))
    found = compare(paired(reward=scores), "base", resamples=4000)
    half = 1.96 * scores[1].std() / 20_000**0.5
    estimate = found.estimates["reward"]["run1"]
    assert estimate.high - estimate.low == pytest.approx(2 * half, rel=0.05)
    assert found.clusters == 20_000


def test_more_confidence_is_wider(rng: np.random.Generator) -> None:
    def width(confidence: float) -> float:
        scores = many(rng.random((1, 40)))
        found: Comparison = compare(scores, "base", confidence=confidence, resamples=500)
        difference = found.differences["reward"]["run1"]
        return difference.high - difference.low

    assert width(0.8) < width(0.95) < width(0.99)


def test_copies_of_answers_to_a_prompt_make_nobody_surer(rng: np.random.Generator) -> None:
    scores = rng.random((2, 25))
    once = compare(paired(reward=scores), "base", resamples=300)
    copies = paired(np.repeat(np.arange(25), 4), reward=np.repeat(scores, 4, axis=1))
    often = compare(copies, "base", resamples=300)
    for kind in ("estimates", "differences"):
        one, four = (getattr(found, kind)["reward"]["run1"] for found in (once, often))
        assert (four.low, four.high) == pytest.approx((one.low, one.high))
    one, four = (found.differences["reward"]["run1"] for found in (once, often))
    assert (four.p, four.effect) == pytest.approx((one.p, one.effect))
    assert four.wins == 4 * one.wins


def test_all_right_is_not_certain_to_stay_so() -> None:
    found = compare(paired(exact_match_score=np.ones((2, 200))), "base", resamples=100)
    wanted = stats.binomtest(200, 200).proportion_ci(method="wilson")
    estimate = found.estimates["exact_match_score"]["run1"]
    assert (estimate.low, estimate.high) == pytest.approx((wanted.low, wanted.high))


def test_micro_figures_that_are_all_right_are_not_certain_either() -> None:
    ones, none = np.ones((2, 50)), np.zeros((2, 50))
    found = compare(paired(**tool_counts(2 * ones, none, none)), "base", resamples=100)
    estimate = found.estimates["micro_f1"]["base"]
    assert estimate.value == estimate.high == 1.0
    assert 0.92 < estimate.low < 0.94


def test_means_of_equal_values_are_not_certain_either() -> None:
    found = compare(paired(reward=np.full((2, 30), 0.7)), "base", resamples=100)
    estimate = found.estimates["reward"]["base"]
    assert (estimate.low, estimate.high) == pytest.approx(wilson(0.7, 30, 0.95))


@pytest.mark.parametrize("score", [0.3, 1.0])
def test_identical_runs_do_not_differ_and_are_not_certain_to_be_the_same(score: float) -> None:
    found = compare(paired(reward=np.full((2, 98), score)), "base", resamples=100)
    difference = found.differences["reward"]["run1"]
    half = 1.959964 * 0.02**0.5 / 10
    assert difference.value == 0.0
    assert (difference.low, difference.high) == pytest.approx((-half, half))
    assert (difference.p, difference.p_adjusted, difference.effect) == (1.0, 1.0, None)
    assert (difference.wins, difference.losses, difference.ties) == (0, 0, 98)


def test_the_same_answers_to_each_prompt_in_another_order_are_no_difference(
    rng: np.random.Generator,
) -> None:
    scores = rng.random((15, 4))
    order = np.repeat(np.arange(15), 4)
    turned = paired(order, reward=[scores.ravel(), scores[:, ::-1].ravel()])
    difference = compare(turned, "base").differences["reward"]["run1"]
    same = compare(paired(reward=np.full((2, 15), 0.5)), "base").differences["reward"]["run1"]
    assert difference.wins + difference.losses == 60
    assert (difference.low, difference.high) == pytest.approx((same.low, same.high))
    assert difference.p == 1.0


def test_one_sample_says_nothing_of_others() -> None:
    found = compare(paired(reward=[[0.25], [0.75]]), "base", resamples=100)
    assert found.estimates["reward"]["run1"] == Estimate(0.75, 0.0, 1.0, 1, 0)
    difference = found.differences["reward"]["run1"]
    assert (difference.value, difference.low, difference.high) == (0.5, -1.0, 1.0)
    assert (difference.p, difference.effect, difference.detectable) == (1.0, None, None)


def test_bounded_metrics_have_bounded_intervals_and_detectable_differences() -> None:
    scores = [[0.9, 0.05, 0.2], [0.1, 0.99, 0.99]]
    found = compare(paired(reward=scores), "base")
    for estimate in found.estimates["reward"].values():
        assert 0 <= estimate.low <= estimate.value <= estimate.high <= 1
    difference = found.differences["reward"]["run1"]
    assert (difference.low, difference.high, difference.detectable) == (-1.0, 1.0, None)
    wide = compare(paired(reward=10 * floats(scores)), "base")
    difference = wide.differences["reward"]["run1"]
    assert difference.low < -1 < 1 < difference.high
    assert difference.detectable > 1
    assert wide.estimates["reward"]["base"].high > 10
    below = compare(paired(reward=floats(scores) - 0.5), "base")
    assert below.estimates["reward"]["base"].low < 0
