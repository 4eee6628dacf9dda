from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.metrics.rates import macro, mean, rates, share

COUNT = st.integers(0, 20)


@given(COUNT, COUNT, COUNT)
def test_f1_is_the_harmonic_mean_where_there_is_one(hits: int, missing: int, extra: int) -> None:
    found = rates(hits + missing, hits + extra, hits)
    assert (found.precision is None) is (hits + extra == 0)
    assert (found.recall is None) is (hits + missing == 0)
    assert (found.f1 is None) is (hits + missing + extra == 0)
    if found.precision and found.recall:
        harmonic = 2 / (1 / found.precision + 1 / found.recall)
        assert found.f1 == pytest.approx(harmonic)
    elif found.f1 is not None:
        assert found.f1 == 0.0


def test_macro_leaves_out_classes_without_support_and_figures_that_are_undefined() -> None:
    found = macro([rates(2, 1, 1), rates(4, 0, 0), rates(0, 7, 0)])
    assert found == pytest.approx((1.0, 0.25, 1 / 3, 6, 1, 1))


def test_of_nothing_there_is_no_figure() -> None:
    assert macro([]) == (None, None, None, 0, 0, 0)
    assert share(0, 0) == (None, 0, 0)
    assert mean(np.array([math.nan])) == (None, 0)


def test_a_mean_is_over_the_numbers() -> None:
    assert mean(np.array([1.0, math.nan, 0.0])) == (0.5, 2)
