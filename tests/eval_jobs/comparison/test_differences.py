"""Tests of differences, their effects, and the correction for many of them."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.intervals import bonett_price
from tests.eval_jobs.comparison.made import floats, paired, random_scores
from tests.eval_jobs.comparison.theory import times_the_error


def test_pass_or_fail_is_tested_by_mcnemar() -> None:
    base, other = [1] * 30 + [0] * 20, [1] * 29 + [0] * 11 + [1] * 10
    found = compare(paired(exact_match_score=[base, other]), "base", resamples=100)
    difference = found.differences["exact_match_score"]["run1"]
    assert difference.test == "mcnemar"
    assert difference.p == pytest.approx(stats.binomtest(10, 11).pvalue)
    assert (difference.wins, difference.losses, difference.ties) == (10, 1, 39)
    middle, error = 9 / 52, (13 / 52 - (9 / 52) ** 2) ** 0.5 / 52**0.5
    wanted = (middle - 1.959964 * error, middle + 1.959964 * error)
    assert (difference.low, difference.high) == pytest.approx(wanted)
    assert difference.detectable == pytest.approx(times_the_error(49, 1) * error)


def test_more_samples_than_groups_pass_or_fail_each_on_their_own() -> None:
    scores = np.tile([[1.0, 0.0, 1.0, 0.0], [1.0, 1.0, 1.0, 0.0]], 2500)
    found = compare(paired(exact_match_score=scores), "base", resamples=50)
    difference = found.differences["exact_match_score"]["run1"]
    middle, error = bonett_price(2500, 0, 10_000)
    assert (difference.low, difference.high) == pytest.approx(
        (middle - 1.959964 * error, middle + 1.959964 * error)
    )


@pytest.mark.parametrize(
    ("clusters", "scores"),
    [([0, 0, 1, 2], [[1, 0, 1, 1], [0, 0, 1, 1]]), ([0, 1, 2, 3], [[1, 0, 1, 1], [0.5, 0, 1, 1]])],
)
def test_repeated_prompts_and_partial_scores_are_permuted(
    clusters: list[int], scores: list[list[float]]
) -> None:
    found = compare(paired(clusters, exact_match_score=scores), "base")
    assert found.differences["exact_match_score"]["run1"].test == "permutation"


def test_the_effect_is_the_mean_over_the_deviation_of_clusters() -> None:
    scores = paired([0, 0, 1, 2], reward=[[0, 0, 0, 0], [0.2, 0.4, 0.1, 0.5]])
    effect = compare(scores, "base").differences["reward"]["run1"].effect
    assert effect == pytest.approx(0.3 / 0.2)  # of 0.3, 0.1 and 0.5


def test_rewards_are_corrected_over_the_runs_and_all_else_together(
    rng: np.random.Generator,
) -> None:
    found = compare(random_scores(rng), "base", resamples=100)
    rewards = list(found.differences["reward"].values())
    others = [d for name in found.differences for d in found.differences[name].values()][2:]
    for family, size in ((rewards, 2), (others, 2 * 4)):
        assert len(family) == size
        least = min(family, key=lambda d: d.p)
        assert least.p_adjusted == pytest.approx(min(1.0, size * least.p))


def test_the_reward_of_a_single_run_beside_the_baseline_is_not_corrected(
    rng: np.random.Generator,
) -> None:
    more = {f"m{i}_score": rng.random((2, 40)) for i in range(20)}
    difference = compare(paired(reward=rng.random((2, 40)), **more), "base").differences["reward"]
    assert difference["run1"].p_adjusted == difference["run1"].p


def test_a_clear_difference_stays_so_among_26_runs_and_21_metrics(
    rng: np.random.Generator,
) -> None:
    base = rng.random((1, 200)) / 2
    scores = np.vstack([base, base + 0.3, rng.random((24, 200))])
    more = {f"m{i}_score": rng.permutation(scores, axis=1) for i in range(20)}
    found = compare(paired(reward=scores, **more), "base", resamples=500)
    assert all(by_run["run1"].p_adjusted < 0.001 for by_run in found.differences.values())


def test_a_detectable_difference_is_corrected_as_p_is(rng: np.random.Generator) -> None:
    base, other = (rng.random(30) / 4 for _ in range(2))
    alone = compare(paired(reward=[base, other]), "base", resamples=100).differences["reward"]
    more = {f"m{i}_score": floats([base, other]) for i in range(7)}
    found = compare(paired(reward=[base, other], **more), "base", resamples=100).differences
    assert found["reward"]["run1"].detectable == pytest.approx(alone["run1"].detectable)
    ratio = times_the_error(29, 7) / times_the_error(29, 1)
    wanted = pytest.approx(ratio * alone["run1"].detectable, rel=0.2)  # another draw
    assert found["m0_score"]["run1"].detectable == wanted
