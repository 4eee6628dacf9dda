from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.comparison import resample
from eval_jobs.comparison.resample import Sums, bootstrap, random_groups, swapped
from tests.eval_jobs.comparison.made import floats


def means(values: np.ndarray) -> tuple[Sums, Sums]:
    """Means by row, and nothing to take from them."""
    ones = np.ones_like(values)
    return Sums(values, ones), Sums(np.zeros_like(values), ones)


@given(st.integers(1, 300), st.integers(0, 5))
def test_few_clusters_are_groups_of_their_own(clusters: int, seed: int) -> None:
    groups = random_groups(clusters, np.random.default_rng(seed))
    assert groups.tolist() == list(range(clusters))


@pytest.mark.parametrize("clusters", [4096, 4097, 10_000])
def test_many_clusters_fall_at_random_into_groups_of_equal_size(clusters: int) -> None:
    groups = random_groups(clusters, np.random.default_rng(0))
    sizes = np.bincount(groups)
    assert len(sizes) == 4096
    assert sizes.max() - sizes.min() <= 1
    if clusters > 4096:
        assert abs(np.corrcoef(groups, np.arange(clusters))[0, 1]) < 0.05


def test_groups_estimate_the_same_variance(
    monkeypatch: pytest.MonkeyPatch, rng: np.random.Generator
) -> None:
    monkeypatch.setattr(resample, "MOST_GROUPS", 40)
    values = rng.beta(3, 1, 400)
    variances = []
    for _ in range(150):
        groups = random_groups(400, rng)
        sums = Sums.of(groups, 40, values[None], np.ones((1, 400)))
        nothing = Sums(0 * sums.numerator, sums.denominator)
        variances.append(bootstrap(sums, nothing, 400, rng).var() * 40 / 39)
    assert np.mean(variances) == pytest.approx(values.var(ddof=1) / 400, rel=0.06)


def test_resamples_are_drawn_with_replacement_and_as_many(rng: np.random.Generator) -> None:
    values = rng.normal(size=(3, 50))
    replicates = bootstrap(*means(values), 5000, rng)
    assert replicates.shape == (3, 5000)
    assert replicates.mean(axis=1) == pytest.approx(values.mean(axis=1), abs=0.01)
    assert replicates.std(axis=1) == pytest.approx(values.std(axis=1) / 50**0.5, rel=0.05)
    assert abs(np.corrcoef(replicates[0, :-1], replicates[0, 1:])[0, 1]) < 0.05


def test_the_same_draw_serves_all_rows() -> None:
    values = np.random.default_rng(0).normal(size=(1, 30))
    replicates = bootstrap(
        *means(np.vstack([values, values + 0.25])), 300, np.random.default_rng(1)
    )
    assert replicates[1] - replicates[0] == pytest.approx(0.25)


def test_an_undefined_resample_is_not_a_number() -> None:
    sums = Sums(floats([[1, 0]]), floats([[2, 0]]))
    replicates = bootstrap(
        sums, Sums(0 * sums.numerator, sums.denominator), 1000, np.random.default_rng(0)
    )
    assert np.isnan(replicates).mean() == pytest.approx(0.25, abs=0.05)
    assert set(replicates[~np.isnan(replicates)]) == {0.5}


def test_all_ways_of_swapping_are_tried_once_where_they_are_few() -> None:
    values = floats([[1, 2, 4]])
    ours, theirs = means(values / 3)
    found = np.concatenate(list(swapped(ours, theirs, 8, np.random.default_rng(0))), axis=1)
    assert sorted(found[0] * 9) == pytest.approx([-7, -5, -3, -1, 1, 3, 5, 7])


def test_swaps_at_random_exchange_numerators_and_denominators() -> None:
    ours, theirs = (
        Sums(floats([[3, 0]]), floats([[4, 1]])),
        Sums(floats([[1, 1]]), floats([[1, 3]])),
    )
    blocks = list(swapped(ours, theirs, 3, np.random.default_rng(0)))
    assert sum(block.shape[1] for block in blocks) == 3
    ways = {3 / 5 - 2 / 4, 1 / 2 - 4 / 7, 4 / 7 - 1 / 2, 2 / 4 - 3 / 5}
    for difference in np.concatenate(blocks, axis=1)[0]:
        assert min(abs(difference - way) for way in ways) < 1e-12
