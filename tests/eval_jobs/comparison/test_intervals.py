from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from eval_jobs.comparison.intervals import (
    bonett_price,
    bootstrap_interval,
    effective_size,
    effective_size_of_values,
    normal,
    widened,
    wilson,
)
from tests.eval_jobs.comparison.made import floats


@given(st.integers(1, 500), st.floats(0, 1), st.sampled_from([0.8, 0.95, 0.99]))
def test_wilson_is_that_of_scipy(samples: int, share: float, confidence: float) -> None:
    right = round(share * samples)
    wanted = stats.binomtest(right, samples).proportion_ci(confidence, method="wilson")
    assert wilson(right / samples, samples, confidence) == pytest.approx(
        (wanted.low, wanted.high), abs=1e-12
    )


@pytest.mark.parametrize("samples", [15, 60, 300])
def test_wilson_covers_shares_near_one(samples: int) -> None:
    right = np.arange(samples + 1)
    ends = floats([wilson(k / samples, samples, 0.95) for k in right])
    coverage = []
    for share in np.linspace(0.85, 0.995, 100):
        inside = (ends[:, 0] <= share) & (share <= ends[:, 1])
        coverage.append(stats.binom.pmf(right, samples, share)[inside].sum())
    assert 0.925 <= np.mean(coverage) <= 0.975


@pytest.mark.parametrize("samples", [15, 60, 300])
@pytest.mark.parametrize(("win", "lose"), [(0.3, 0.1), (0.2, 0.2), (0.5, 0.1)])
def test_bonett_price_covers_differences_of_shares(samples: int, win: float, lose: float) -> None:
    outcomes = np.random.default_rng(samples).multinomial(
        samples, [win, lose, 1 - win - lose], size=2000
    )
    found = floats([bonett_price(int(won), int(lost), samples) for won, lost, _ in outcomes])
    inside = abs(found[:, 0] - (win - lose)) <= normal(0.95) * found[:, 1]
    assert 0.925 <= inside.mean() <= 0.975


def test_bonett_price_by_hand() -> None:
    # 20 samples, 6 won and 1 lost: shares 7/22 and 2/22
    middle, error = bonett_price(6, 1, 20)
    assert middle == pytest.approx(5 / 22)
    assert error == pytest.approx(math.sqrt((9 / 22 - (5 / 22) ** 2) / 22))


def test_independent_samples_count_as_many_as_they_are() -> None:
    right = floats([1, 0, 1, 1, 0, 1, 1, 1])
    assert effective_size(right, np.ones(8), 0.95) == pytest.approx(8)


def test_all_right_counts_as_many_samples_as_there_are_clusters() -> None:
    assert effective_size(floats([4, 0, 2, 1]), floats([4, 0, 2, 1]), 0.95) == 3
    assert effective_size(floats([0, 0]), floats([4, 1]), 0.95) == 2


def test_copies_of_an_answer_count_as_one_or_less() -> None:
    right = floats([1, 0, 1, 1, 0, 1, 1, 1])
    assert 5 < effective_size(right * 4, np.full(8, 4.0), 0.95) <= 8


def test_clusters_that_balance_count_no_more_than_their_samples() -> None:
    assert effective_size(np.full(50, 1.0), np.full(50, 2.0), 0.95) <= 100
    assert effective_size(floats([1]), floats([2]), 0.95) == 1


def test_values_count_as_many_right_or_wrong_as_vary_as_much() -> None:
    values = floats([0.2, 0.9, 0.6, 0.7, 0.4, 1.0, 0.5, 0.3])
    size = effective_size_of_values(values, np.ones(8), 0.95)
    kurtosis = stats.kurtosis(values, fisher=False)
    assert 16 / (kurtosis - 1) > 7  # so that n - 1 = 7 degrees of freedom are left
    ratio = stats.norm.ppf(0.975) / stats.t.ppf(0.975, 7)
    wanted = values.mean() * (1 - values.mean()) / (values.var(ddof=1) / 8)
    assert size == pytest.approx(wanted * ratio**2)


def test_a_few_values_apart_have_few_degrees_of_freedom() -> None:
    values = floats([1.0] * 38 + [0.5, 0.8])
    kurtosis = stats.kurtosis(values, fisher=False)
    quantile = stats.t.ppf(0.975, 80 / (kurtosis - 1))
    assert quantile > 2.5
    wanted = values.mean() * (1 - values.mean()) / (values.var(ddof=1) / 40)
    size = effective_size_of_values(values, np.ones(40), 0.95)
    assert size == pytest.approx(wanted * (stats.norm.ppf(0.975) / quantile) ** 2)


@given(st.integers(2, 5))
def test_copies_of_values_count_no_more(copies: int) -> None:
    values = floats([0.2, 0.9, 0.6, 0.7, 0.4, 1.0, 0.5, 0.3])
    once = effective_size_of_values(values, np.ones(8), 0.9)
    often = effective_size_of_values(values * copies, np.full(8, float(copies)), 0.9)
    assert often == pytest.approx(once)


def test_equal_values_count_as_many_samples_as_there_are_clusters() -> None:
    assert effective_size_of_values(floats([0.3, 1.2, 0]), floats([1, 4, 0]), 0.95) == 2
    assert math.isnan(effective_size_of_values(floats([0.3, 0]), floats([2, 0]), 0.95))


def test_few_clusters_widen_as_student_does() -> None:
    assert widened(1, 0.95) == math.inf
    assert widened(10, 0.95) == pytest.approx(2.262157 * math.sqrt(10 / 9))
    assert widened(100_000, 0.95) == pytest.approx(1.96, abs=1e-3)


def test_the_interval_is_the_percentile_further_out() -> None:
    replicates = np.random.default_rng(0).permutation(np.linspace(-1, 1, 10_001))
    tail = stats.norm.cdf(-widened(20, 0.9))
    low, high = bootstrap_interval(0.0, replicates, 20, 0.9)
    assert (low, high) == pytest.approx((2 * tail - 1, 1 - 2 * tail))
    assert tail < 0.05


def test_below_five_clusters_the_interval_is_students() -> None:
    replicates = floats([0.2, 0.4, 0.6, 0.8])
    half = stats.t.ppf(0.975, 2) * math.sqrt(3 / 2) * replicates.std()
    assert bootstrap_interval(0.5, replicates, 3, 0.95) == pytest.approx((0.5 - half, 0.5 + half))
    assert bootstrap_interval(0.5, replicates, 1, 0.95) == (-math.inf, math.inf)
