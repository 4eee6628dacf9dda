from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.resample import Sums
from eval_jobs.comparison.significance import at_most, holm, mcnemar, permutation
from eval_jobs.report.wording import outcome
from tests.eval_jobs.comparison.made import NAN, floats, many, paired, tool_counts


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
    right, extra = floats([[0] * 40, [1] * 40]), floats([[2] * 40, [0] * 40])
    better = compare(paired(**tool_counts(right, extra, extra)), "base", resamples=999)
    assert better.differences["micro_precision"]["run1"].p == 1 / 1000
    always = paired(reward=[[0.0] * 3000, [0.5] * 3000])
    assert 0 < compare(always, "base", resamples=99).differences["reward"]["run1"].p < 1e-300
    same = paired(reward=[[0.25] * 40] * 2)
    assert compare(same, "base", resamples=999).differences["reward"]["run1"].p == 1.0


@given(st.integers(1, 10), st.integers(0, 1000))
def test_the_bound_is_never_below_the_exact_p(clusters: int, seed: int) -> None:
    rng = np.random.default_rng(seed)
    ones = np.ones((20, clusters))
    ours = Sums(rng.normal(0.5 * rng.random((20, 1)), 1, (20, clusters)), ones)
    theirs = Sums(np.zeros((20, clusters)), ones)
    exact = permutation(ours, theirs, 2**clusters, rng)
    assert (at_most(ours, theirs) >= exact - 1e-12).all()


def test_a_p_below_the_resolution_of_the_resamples_is_bounded(rng: np.random.Generator) -> None:
    gains = rng.uniform(-0.2, 0.4, 200)
    found = compare(paired(reward=[0 * gains, gains]), "base", resamples=200)
    z = gains.sum() / np.sqrt((gains**2).sum())
    assert found.differences["reward"]["run1"].p == pytest.approx(2 * np.exp(-(z**2) / 2))
    assert 2 * stats.norm.sf(z) < found.differences["reward"]["run1"].p < 1e-6


def test_ratios_whose_denominators_differ_have_no_bound() -> None:
    ours, theirs = (Sums(floats([[1] * 40]), floats([[of] * 40])) for of in (1, 2))
    assert at_most(ours, theirs) == 1.0
    ones = floats([[1] * 40])
    assert at_most(Sums(ones, ones), Sums(ones, ones)) == 1.0


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


@pytest.mark.parametrize("samples", [30, 200])
def test_a_detectable_difference_gets_its_verdict_four_times_in_five(
    samples: int, rng: np.random.Generator
) -> None:
    quantiles = stats.t.ppf([0.975, 0.8], samples - 1).sum()
    detectable = quantiles * 0.15 / samples**0.5
    found = []
    for _ in range(120):
        base = rng.uniform(0.3, 0.5, samples)
        other = base + rng.normal(detectable, 0.15, samples)
        more = {f"m{i}_score": rng.random((2, samples)) for i in range(4)}
        compared = compare(paired(reward=[base, other], **more), "base", resamples=499)
        found.append(compared.differences["reward"]["run1"])
    assert np.mean([d.detectable for d in found]) == pytest.approx(detectable, rel=0.05)
    assert 0.7 <= np.mean([outcome(d, 0.95) == "better" for d in found]) <= 0.9
