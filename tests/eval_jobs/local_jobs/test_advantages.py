"""Advantages within groups: what GRPO makes of rewards, and which groups teach nothing."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.local_jobs.advantages import advantages, flat_share

NAN = math.nan
rewards = st.lists(
    st.lists(st.one_of(st.floats(0, 1), st.just(NAN)), min_size=4, max_size=4), min_size=1
)


@given(rewards)
def test_they_add_up_to_nothing_in_each_group(groups: list[list[float]]) -> None:
    found = advantages(np.ravel(groups).tolist(), 4).reshape(-1, 4)
    assert found.sum(axis=1) == pytest.approx(0, abs=1e-6)


@given(rewards)
def test_an_unscored_answer_moves_nothing(groups: list[list[float]]) -> None:
    flat = np.ravel(groups)
    found = advantages(flat.tolist(), 4)
    assert np.isfinite(found).all()
    assert (found[np.isnan(flat)] == 0).all()


def test_a_better_answer_has_the_greater_one() -> None:
    found = advantages([0.0, 1.0, 0.5, 0.5], 4)
    spread = np.std([0.0, 1.0, 0.5, 0.5], ddof=1)
    assert found == pytest.approx([-0.5 / spread, 0.5 / spread, 0, 0], rel=1e-3)


def test_an_unscored_answer_does_not_change_what_others_get() -> None:
    assert advantages([0.2, 0.8, NAN], 3)[:2] == pytest.approx(advantages([0.2, 0.8], 2))


def test_groups_whose_answers_all_earn_the_same_are_counted() -> None:
    assert flat_share([0.5, 0.5, 0.1, 0.9], 2) == 0.5
    assert flat_share([0.5, NAN, 0.1, 0.9], 2) == 0.5
    assert flat_share([NAN, NAN, 0.1, 0.9], 2) == 0.0
    assert math.isnan(flat_share([NAN, NAN], 2))
