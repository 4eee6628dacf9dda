"""A comparison as a whole."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.join import join
from eval_jobs.comparison.result import Difference, Estimate
from tests.eval_jobs.comparison.made import NAN, paired, random_scores, run, tool_counts


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


def test_an_unknown_baseline_names_the_runs(rng: np.random.Generator) -> None:
    with pytest.raises(ComparisonError, match="no run is called 'x'; runs: base, run1, run2"):
        compare(random_scores(rng), "x")
