from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.jobs.trends import MOST_LAG, line

VALUES = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=5, max_size=60)


def points(values: list[float]) -> list[tuple[float, float]]:
    return [(float(step), value) for step, value in enumerate(values, 1)]


@given(VALUES)
def test_a_trend_turns_with_the_curve(values: list[float]) -> None:
    one, turned = line(points(values)), line(points([-value for value in values]))
    assert turned.trend == pytest.approx(-one.trend)
    assert turned.sure_trend == pytest.approx(-one.sure_trend)


@given(VALUES)
def test_a_sure_trend_is_never_more(values: list[float]) -> None:
    one = line(points(values))
    assert abs(one.sure_trend) <= abs(one.trend)
    assert 0 <= one.lag <= MOST_LAG


def test_a_line_has_an_endless_trend_and_a_level_one_none() -> None:
    level = line(points([0.1] * 9))
    assert (level.trend, level.sure_trend, level.rise) == (0, 0, 0)
    rising = line(points([0.0, 1.0, 2.0, 3.0, 4.0]))
    assert rising.trend == float("inf")
    assert rising.rise == pytest.approx(4)


def test_steps_may_be_missing() -> None:
    one = line([(step, 2 * step) for step in (1.0, 2.0, 5.0, 6.0, 11.0)])
    assert (one.slope, one.rise) == pytest.approx((2, 20))


def test_noise_alone_is_rarely_a_clear_trend() -> None:
    rng = random.Random(7)  # noqa: S311  # a test's noise
    trends = [line(points([rng.gauss(0, 1) for _ in range(30)])).trend for _ in range(400)]
    assert sum(abs(one) >= 2 for one in trends) / 400 < 0.09
    assert 0.6 < sum(abs(one) < 1 for one in trends) / 400 < 0.76


def test_neighbours_that_are_alike_are_seen_to_be() -> None:
    rng = random.Random(8)  # noqa: S311  # a test's noise

    def lag(memory: float) -> float:
        value, values = 0.0, []
        for _ in range(400):
            value = memory * value + rng.gauss(0, 1)
            values.append(value)
        return line(points(values)).lag

    assert lag(0.7) == pytest.approx(0.7, abs=0.1)
    assert lag(0.0) < 0.15
