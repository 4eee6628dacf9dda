from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.resample import Sums
from eval_jobs.comparison.significance import holm, mcnemar, permutation
from tests.eval_jobs.comparison.made import NAN, floats, many, paired


@given(st.integers(0, 300), st.integers(0, 300))
def test_mcnemar_is_the_binomial_test(wins: int, losses: int) -> None:
    wanted = stats.binomtest(wins, wins + losses).pvalue if wins + losses else 1.0
    assert mcnemar(wins, losses) == pytest.approx(wanted, rel=1e-9)


def test_holm_by_hand() -> None:
    ps = {"a": 0.01, "b": 0.04, "c": 0.03, "d": 0.005}
    assert holm(ps) == pytest.approx({"d": 0.02, "a": 0.03, "c": 0.06, "b": 0.06})
    assert holm({"a": 0.9, "b": 0.8}) == {"a": 1.0, "b": 1.0}
    assert holm({}) == {}


@given(st.dictionaries(st.text(), st.floats(0, 1)))
def test_holm_only_raises_and_keeps_the_order(ps: dict[str, float]) -> None:
    adjusted = holm(ps)
    assert adjusted.keys() == ps.keys()
    assert all(ps[key] <= adjusted[key] <= 1 for key in ps)
    ordered = sorted(ps, key=ps.__getitem__)
    assert [adjusted[key] for key in ordered] == sorted(adjusted.values())


@pytest.mark.parametrize("samples", [2, 7, 9])
def test_few_samples_are_permuted_exactly_as_by_scipy(
    samples: int, rng: np.random.Generator
) -> None:
    scores = rng.random((2, samples)).round(1)
    wanted = stats.permutation_test(
        (scores[1], scores[0]), lambda a, b: a.mean() - b.mean(), permutation_type="samples"
    )
    found = compare(paired(reward=scores), "base").differences["reward"]["run1"]
    assert found.test == "permutation"
    assert found.p == pytest.approx(wanted.pvalue)


def test_ratios_are_permuted_exactly_as_by_scipy(rng: np.random.Generator) -> None:
    numerator = rng.integers(0, 4, 16).astype(float)
    denominator = numerator + rng.integers(1, 3, 16)

    def difference(a: np.ndarray, b: np.ndarray) -> float:
        one, two = a.astype(int), b.astype(int)
        return float(
            numerator[one].sum() / denominator[one].sum()
            - numerator[two].sum() / denominator[two].sum()
        )

    wanted = stats.permutation_test(
        (np.arange(8), np.arange(8, 16)), difference, permutation_type="samples", vectorized=False
    )
    ours, theirs = (
        Sums(numerator[None, part], denominator[None, part]) for part in (slice(8), slice(8, 16))
    )
    assert permutation(ours, theirs, 256, rng) == pytest.approx(wanted.pvalue)


def test_many_samples_are_permuted_at_random_around_the_exact_p(rng: np.random.Generator) -> None:
    scores = rng.random((2, 14))
    exact, random = (
        compare(paired(reward=scores), "base", resamples=resamples).differences["reward"]["run1"].p
        for resamples in (2**14, 2**14 - 1)
    )
    assert random != exact
    assert random == pytest.approx(exact, abs=0.015)


def test_no_p_is_zero_and_ties_with_the_observed_count() -> None:
    better = paired(reward=[[0.0] * 40, [0.5] * 40])
    assert compare(better, "base", resamples=999).differences["reward"]["run1"].p == 1 / 1000
    same = paired(reward=[[0.25] * 40] * 2)
    assert compare(same, "base", resamples=999).differences["reward"]["run1"].p == 1.0


def test_an_undefined_difference_has_no_p(rng: np.random.Generator) -> None:
    undefined = Sums(floats([[0, 0]]), floats([[0, 0]]))
    assert np.isnan(permutation(undefined, undefined, 100, rng)).all()
    nothing = paired(reward=[[NAN, 1.0], [0.5, NAN]])
    assert compare(nothing, "base").differences["reward"]["run1"].p is None


@pytest.mark.parametrize("repeats", [1, 3])
def test_p_is_uniform_where_nothing_differs(repeats: int, rng: np.random.Generator) -> None:
    clusters = np.repeat(np.arange(40), repeats)
    effects = rng.uniform(-0.2, 0.2, (1500, 40))[:, clusters]
    scores = 0.5 + effects + rng.uniform(-0.2, 0.2, effects.shape)
    found = compare(many(scores, clusters), "base", resamples=500)
    ps = floats([difference.p for difference in found.differences["reward"].values()])
    assert stats.kstest(ps, "uniform").pvalue > 0.01
    assert (ps <= 0.05).mean() == pytest.approx(0.05, abs=0.012)


def test_p_of_a_micro_figure_is_uniform_where_nothing_differs(rng: np.random.Generator) -> None:
    ps = []
    for _ in range(500):
        predicted = rng.integers(0, 4, (2, 25))
        hits = rng.binomial(predicted, 0.7)
        ours, theirs = (Sums(floats(hits[[i]]), floats(predicted[[i]])) for i in (0, 1))
        ps.extend(permutation(ours, theirs, 300, rng))
    assert stats.kstest(ps, "uniform").pvalue > 0.01


def test_a_detectable_difference_is_found_four_times_in_five(rng: np.random.Generator) -> None:
    scores = 0.5 + rng.uniform(-0.3, 0.3, (600, 60))
    nothing = compare(many(scores), "base", resamples=400)
    detectable = np.mean([d.detectable for d in nothing.differences["reward"].values()])
    assert detectable == pytest.approx((1.96 + 0.8416) * 0.3 / 3**0.5 / 60**0.5, rel=0.02)
    shifted = compare(many(scores + detectable), "base", resamples=400)
    found = np.mean([d.p <= 0.05 for d in shifted.differences["reward"].values()])
    assert found == pytest.approx(0.8, abs=0.05)
