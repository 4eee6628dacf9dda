from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.intervals import bonett_price, widened, wilson
from eval_jobs.comparison.join import join
from eval_jobs.comparison.result import Comparison, Difference, Estimate
from tests.eval_jobs.comparison.made import NAN, floats, many, paired, run, tool_counts

if TYPE_CHECKING:
    from eval_jobs.comparison.paired import Paired


def random_scores(rng: np.random.Generator, runs: int = 3, samples: int = 30) -> Paired:
    shape = (runs, samples)
    reward = np.where(rng.random(shape) < 0.1, np.nan, rng.random(shape))
    counts = (floats(rng.integers(0, 3, shape)) for _ in range(3))
    return paired(
        rng.integers(0, 20, samples),
        reward=reward,
        exact_match_score=floats(rng.random(shape) < 0.7),
        **tool_counts(*counts),
    )


def tail(samples: int) -> float:
    return float(stats.norm.cdf(-widened(samples, 0.95)))


def times_the_error(freedom: int, family: int) -> float:
    return float(stats.t.ppf([1 - 0.025 / family, 0.8], freedom).sum())


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


@given(st.integers(0, 1000))
def test_the_order_of_runs_and_samples_changes_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    scores = random_scores(rng)
    runs, samples = rng.permutation(3), rng.permutation(30)
    turned = scores._replace(
        runs=[scores.runs[i] for i in runs],
        ids=[scores.ids[i] for i in samples],
        clusters=scores.clusters[samples],
        scores={name: values[np.ix_(runs, samples)] for name, values in scores.scores.items()},
    )
    one, other = (compare(each, "base", resamples=50) for each in (scores, turned))
    assert one.estimates == other.estimates
    assert one.differences == other.differences
    for name, flips in one.flips.items():
        assert {kind: sorted(ids) for kind, ids in other.flips[name].items()} == {
            kind: sorted(ids) for kind, ids in flips.items()
        }


def test_joined_runs_compare_alike_in_any_order(rng: np.random.Generator) -> None:
    ids = [f"q{i}" for i in range(40)]
    runs = [run(name, ids, rng.random(40), prompts=[i[:2] for i in ids]) for name in "abc"]
    one, other = (compare(join(order), "b", resamples=200) for order in (runs, runs[::-1]))
    assert one.estimates == other.estimates
    assert one.differences == other.differences
    assert (one.runs, other.runs) == (["a", "b", "c"], ["c", "b", "a"])
    assert one.clusters == 10


def test_a_seed_gives_the_same_figures_and_another_seed_others(rng: np.random.Generator) -> None:
    scores = random_scores(rng)
    one, two, other = (compare(scores, "base", resamples=200, seed=seed) for seed in (1, 1, 2))
    assert one == two
    assert one.differences["reward"] != other.differences["reward"]


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


def test_what_is_unscored_in_one_run_is_left_out_of_its_difference_only() -> None:
    scores = [[0.2, 0.4, 0.6, NAN], [0.3, NAN, 0.7, 0.9], [0.1, 0.5, 0.5, 0.5]]
    found = compare(paired(reward=scores), "base", resamples=100)
    assert [e.value for e in found.estimates["reward"].values()] == pytest.approx(
        [0.4, 1.9 / 3, 0.4]
    )
    assert [(e.samples, e.unscored) for e in found.estimates["reward"].values()] == [
        (3, 1),
        (3, 1),
        (4, 0),
    ]
    one, two = found.differences["reward"].values()
    assert (one.value, one.samples, one.wins, one.losses, one.ties) == (
        pytest.approx(0.1),
        2,
        2,
        0,
        0,
    )
    assert (two.value, two.samples) == (pytest.approx(-1 / 30), 3)
    assert (two.wins, two.losses, two.ties) == (1, 2, 0)


def test_nothing_scored_is_undefined() -> None:
    found = compare(paired(reward=[[NAN, NAN], [0.5, 1.0]]), "base", resamples=100)
    assert found.estimates["reward"]["base"] == Estimate(None, None, None, 0, 2)
    assert found.differences["reward"]["run1"] == Difference(
        *(None, None, None, "permutation", None, None, None, None), 0, 0, 0, 0
    )


def test_no_call_anywhere_leaves_micro_figures_undefined() -> None:
    none = np.zeros((2, 6))
    found = compare(paired(**tool_counts(none, none, none)), "base", resamples=100)
    assert found.estimates["micro_f1"]["run1"] == Estimate(None, None, None, 6, 0)
    assert found.differences["micro_recall"]["run1"].p is None


def test_one_sample_says_nothing_of_others() -> None:
    found = compare(paired(reward=[[0.25], [0.75]]), "base", resamples=100)
    assert found.estimates["reward"]["run1"] == Estimate(0.75, 0.0, 1.0, 1, 0)
    difference = found.differences["reward"]["run1"]
    assert (difference.value, difference.low, difference.high) == (0.5, -1.0, 1.0)
    assert (difference.p, difference.effect, difference.detectable) == (1.0, None, None)


@pytest.mark.parametrize("score", [0.3, 1.0])
def test_identical_runs_do_not_differ_and_are_not_certain_to_be_the_same(score: float) -> None:
    found = compare(paired(reward=np.full((2, 98), score)), "base", resamples=100)
    difference = found.differences["reward"]["run1"]
    half = 1.959964 * 0.02**0.5 / 10
    assert difference.value == 0.0
    assert (difference.low, difference.high) == pytest.approx((-half, half))
    assert (difference.p, difference.p_adjusted, difference.effect) == (1.0, 1.0, None)
    assert (difference.wins, difference.losses, difference.ties) == (0, 0, 98)


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


def test_means_of_equal_values_are_not_certain_either() -> None:
    found = compare(paired(reward=np.full((2, 30), 0.7)), "base", resamples=100)
    estimate = found.estimates["reward"]["base"]
    assert (estimate.low, estimate.high) == pytest.approx(wilson(0.7, 30, 0.95))


def test_flips_are_by_exact_match_and_else_by_a_reward_of_one() -> None:
    rewards = [[1, 1, 0.2, NAN, 0.9], [0.5, 1, 1, 1, 1]]
    by_reward = compare(paired(reward=rewards), "base", resamples=50)
    assert by_reward.flips == {"run1": {"won": ["s2", "s4"], "lost": ["s0"]}}
    exact = [[0, 1, 1, 0, NAN], [1, 1, 0, 0, 1]]
    by_match = compare(paired(reward=rewards, exact_match_score=exact), "base", resamples=50)
    assert by_match.flips == {"run1": {"won": ["s0", "s4"], "lost": ["s2"]}}


def test_a_run_alone_has_estimates_only(rng: np.random.Generator) -> None:
    found = compare(random_scores(rng, runs=1), "base", resamples=50)
    assert found.estimates["reward"]["base"].value is not None
    assert all(not by_run for by_run in found.differences.values())
    assert found.flips == {}


def test_a_comparison_says_what_it_was_made_from(rng: np.random.Generator) -> None:
    scores = random_scores(rng)._replace(joined_by="prompt", left_out={"base": 3})
    found = compare(scores, "run1", confidence=0.9, resamples=60, seed=4)
    assert (found.runs, found.baseline) == (["base", "run1", "run2"], "run1")
    assert (found.confidence, found.resamples, found.seed) == (0.9, 60, 4)
    assert (found.joined_by, found.left_out) == ("prompt", {"base": 3})
    assert found.clusters == len(set(scores.clusters.tolist()))
    assert list(found.differences["reward"]) == ["base", "run2"]


def test_more_confidence_is_wider(rng: np.random.Generator) -> None:
    def width(confidence: float) -> float:
        scores = many(rng.random((1, 40)))
        found: Comparison = compare(scores, "base", confidence=confidence, resamples=500)
        difference = found.differences["reward"]["run1"]
        return difference.high - difference.low

    assert width(0.8) < width(0.95) < width(0.99)


def test_an_unknown_baseline_names_the_runs(rng: np.random.Generator) -> None:
    with pytest.raises(ComparisonError, match="no run is called 'x'; runs: base, run1, run2"):
        compare(random_scores(rng), "x")
