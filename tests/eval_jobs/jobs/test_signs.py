"""Signs are planted one by one; healthy curves show none."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.jobs.signs import (
    ENTROPY,
    EXACT,
    FLAT_STEPS,
    LEAST_STEPS,
    LENGTH,
    REWARD,
    signs,
    trend,
)

Curve = list[tuple[float, float]]


def curve(steps: int, value: Callable[[float], float], noise: float = 0.0) -> Curve:
    """`value` of 0 to 1 along so many steps."""
    rng = random.Random(steps)  # noqa: S311  # a test's noise
    return [
        (float(step), value(step / max(1, steps - 1)) + rng.gauss(0, noise))
        for step in range(1, steps + 1)
    ]


def seen(**curves: Curve) -> list[str]:
    names = {"reward": REWARD, "exact": EXACT, "length": LENGTH, "entropy": ENTROPY}
    return [sign.name for sign in signs({names[name]: points for name, points in curves.items()})]


def rising(part: float) -> float:
    return 0.3 + 0.4 * part


def test_a_healthy_training_shows_none() -> None:
    assert (
        seen(
            reward=curve(40, rising, 0.03),
            exact=curve(40, lambda part: 0.1 + 0.3 * part, 0.03),
            length=curve(40, lambda part: 60 + 40 * part, 5),
            entropy=curve(40, lambda part: 1.2 - 0.6 * part, 0.05),
        )
        == []
    )


@pytest.mark.parametrize("level", [0.0, 0.5])
@pytest.mark.parametrize("noise", [0.0, 0.05])
def test_a_reward_that_stands_still_or_falls_is_told(level: float, noise: float) -> None:
    falling = curve(30, lambda part: level - 0.3 * part, noise)
    assert seen(reward=falling) == ["reward.flat"]
    if not noise:
        assert seen(reward=curve(30, lambda _: level)) == ["reward.flat"]


def test_it_is_not_told_too_early_nor_of_what_cannot_rise() -> None:
    flat = curve(FLAT_STEPS, lambda _: 0.4)
    assert seen(reward=flat) == ["reward.flat"]
    assert seen(reward=flat[:-1]) == []
    assert seen(reward=curve(60, lambda _: 0.97)) == []


def test_a_reward_that_rises_while_fewer_answers_are_right_is_hacked() -> None:
    reward = curve(30, rising, 0.02)
    falling = curve(30, lambda part: 0.4 - 0.2 * part, 0.02)
    assert seen(reward=reward, exact=falling) == ["reward.hacked"]
    assert seen(reward=reward) == []
    assert seen(reward=reward, exact=curve(30, lambda _: 0.2)) == []
    assert seen(reward=reward[: LEAST_STEPS - 1], exact=falling[: LEAST_STEPS - 1]) == []


def test_answers_that_more_than_double_explode() -> None:
    assert seen(length=curve(30, lambda part: 50 + 150 * part)) == ["length.exploding"]
    assert seen(length=curve(30, lambda part: 50 + 40 * part)) == []
    assert seen(length=curve(30, lambda part: 200 - 150 * part)) == []


def test_entropy_that_is_gone_has_collapsed() -> None:
    assert seen(entropy=curve(30, lambda part: 1.0 - 0.95 * part)) == ["entropy.collapsed"]
    assert seen(entropy=curve(30, lambda _: 0.001)) == ["entropy.collapsed"]
    assert seen(entropy=curve(30, lambda part: 1.0 - 0.6 * part)) == []


def test_columns_of_supervised_training_tell_nothing() -> None:
    assert list(signs({"training_loss": curve(50, lambda _: 1.0)})) == []
    assert list(signs({})) == []


POINTS = st.lists(st.floats(-1e6, 1e6, allow_subnormal=False), min_size=0, max_size=60).map(
    lambda values: [(float(step), value) for step, value in enumerate(values, 1)]
)


@given(reward=POINTS, exact=POINTS, length=POINTS, entropy=POINTS)
def test_any_curves_are_judged_each_sign_at_most_once(
    reward: Curve, exact: Curve, length: Curve, entropy: Curve
) -> None:
    names = seen(reward=reward, exact=exact, length=length, entropy=entropy)
    assert len(names) == len(set(names))


@given(POINTS.filter(lambda points: len(points) >= 3))
def test_a_trend_turns_with_the_curve(points: Curve) -> None:
    turned = [(step, -value) for step, value in points]
    assert trend(turned) == pytest.approx(-trend(points))


def test_a_line_has_an_endless_trend_and_a_level_one_none() -> None:
    assert trend(curve(9, lambda _: 0.1)) == 0
    assert trend([(1, 0.0), (2, 1.0), (3, 2.0)]) > 1e6


def test_noise_alone_is_rarely_a_clear_trend() -> None:
    rng = random.Random(7)  # noqa: S311  # a test's noise
    trends = [trend([(s, rng.gauss(0, 1)) for s in range(30)]) for _ in range(400)]
    assert sum(abs(one) >= 2 for one in trends) / 400 < 0.09
    assert 0.6 < sum(abs(one) < 1 for one in trends) / 400 < 0.76
