"""Signs are planted one by one; healthy curves show none."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.jobs.signs import ENTROPY, EXACT, LEAST_STEPS, LENGTH, REWARD, TREND_STEPS, signs

Curve = list[tuple[float, float]]
GOLD = Path(__file__).parents[3] / "examples" / "legal_assistant" / "sft" / "train.jsonl"


def curve(steps: int, value: Callable[[float], float], noise: float = 0.0) -> Curve:
    """`value` of 0 to 1 along so many steps."""
    rng = random.Random(steps)  # noqa: S311  # a test's noise
    return numbered(value(step / steps) + rng.gauss(0, noise) for step in range(1, steps + 1))


def numbered(values: Iterable[float]) -> Curve:
    return [(float(step), value) for step, value in enumerate(values, 1)]


def ever(name: str, **curves: Curve) -> int | None:
    """The first step at which it is seen, as a watch sees it that looks after each step."""
    steps = max(map(len, curves.values()))
    looks = range(LEAST_STEPS, steps + 1)
    until = ((n, {kind: points[:n] for kind, points in curves.items()}) for n in looks)
    return next((step for step, known in until if name in seen(**known)), None)


def often(name: str, runs: int, make: Callable[[], dict[str, Curve]]) -> float:
    """The share of runs that it is ever seen in."""
    return sum(ever(name, **make()) is not None for _ in range(runs)) / runs


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
    assert seen(reward=curve(100, lambda _: level, noise)) == ["reward.flat"]


def test_it_is_not_told_too_early_nor_of_what_cannot_rise() -> None:
    flat = curve(TREND_STEPS, lambda _: 0.4)
    assert seen(reward=flat) == ["reward.flat"]
    assert seen(reward=flat[:-1]) == []
    assert seen(reward=curve(60, lambda _: 0.97)) == []


@pytest.mark.parametrize(("start", "end", "noise"), [(0.7, 0.85, 0.1), (0.7, 0.85, 0.15)])
def test_a_reward_that_rises_among_noise_is_hardly_ever_called_flat(
    start: float, end: float, noise: float
) -> None:
    rng = random.Random(1)  # noqa: S311  # a test's noise

    def rising_run() -> dict[str, Curve]:
        values = (start + (end - start) * step / 29 + rng.gauss(0, noise) for step in range(30))
        return {"reward": numbered(values)}

    assert often("reward.flat", 200, rising_run) <= 0.05


def test_a_noisy_reward_that_stands_still_is_told_after_three_looks() -> None:
    rng = random.Random(2)  # noqa: S311  # a test's noise
    runs = [numbered(rng.gauss(0.5, 0.1) for _ in range(60)) for _ in range(100)]
    first = [ever("reward.flat", reward=run) for run in runs]
    assert sum(step is not None for step in first) > 75
    (text,) = [sign.text for sign in signs({REWARD: curve(20, lambda _: 0.4)})]
    assert text.startswith("the reward shows no rise that can be told from noise: 0.4 in")


@pytest.mark.parametrize(
    ("start", "end", "course"), [(0.3, 0.34, "rises by less than 0.05"), (0.9, 0.1, "falls")]
)
def test_a_reward_that_falls_or_rises_too_little_is_called_so(
    start: float, end: float, course: str
) -> None:
    run = curve(100, lambda part: start + (end - start) * part, 0.005)
    (text,) = [sign.text for sign in signs({REWARD: run})]
    assert text.startswith(f"the reward {course}: ")


def test_only_steps_that_both_curves_have_are_compared() -> None:
    up, down = curve(40, rising), curve(40, lambda part: 0.5 - 0.4 * part)
    assert "reward.hacked" in seen(reward=up, exact=down)
    assert "reward.hacked" not in seen(reward=up[:30], exact=down[-29:])


def test_a_reward_that_rises_while_fewer_answers_are_right_is_hacked() -> None:
    reward = curve(30, rising, 0.02)
    falling = curve(30, lambda part: 0.4 - 0.2 * part, 0.02)
    assert seen(reward=reward, exact=falling) == ["reward.hacked"]
    assert seen(reward=reward) == []
    assert seen(reward=reward, exact=curve(30, lambda _: 0.2)) == []
    assert seen(reward=reward[: TREND_STEPS - 1], exact=falling[: TREND_STEPS - 1]) == []


def test_a_fall_of_right_answers_that_is_not_worth_a_word_is_none() -> None:
    reward = curve(20, rising, 0.02)
    assert seen(reward=reward, exact=curve(20, lambda part: 0.4 - 0.045 * part)) == []
    worth = curve(20, lambda part: 0.4 - 0.06 * part)
    assert seen(reward=reward, exact=worth) == ["reward.hacked"]


def test_hacking_that_sets_in_late_is_found() -> None:
    rng = random.Random(3)  # noqa: S311  # a test's noise
    right = [0.1 + 0.35 * step / 60 for step in range(60)]
    right += [0.45 - 0.35 * step / 60 for step in range(60)]
    for _ in range(20):
        reward = numbered(0.3 + 0.6 * step / 119 + rng.gauss(0, 0.04) for step in range(120))
        exact = numbered(share + rng.gauss(0, 0.05) for share in right)
        found = ever("reward.hacked", reward=reward, exact=exact)
        assert found is not None
        assert 60 < found <= 120


def test_curves_that_wander_by_themselves_are_rarely_called_hacked() -> None:
    rng = random.Random(4)  # noqa: S311  # a test's noise

    def wandering(level: float) -> Curve:
        value, values = rng.gauss(0, 0.07), []
        for _ in range(100):
            value = 0.9 * value + rng.gauss(0, 0.03)
            values.append(level + value)
        return numbered(values)

    made = often("reward.hacked", 60, lambda: {"reward": wandering(0.5), "exact": wandering(0.3)})
    assert made <= 0.05


def test_answers_that_more_than_double_or_shrink_to_a_fraction_are_told() -> None:
    assert seen(length=curve(30, lambda part: 50 + 150 * part)) == ["length.changed"]
    assert seen(length=curve(30, lambda part: 200 - 195 * part)) == ["length.changed"]
    assert seen(length=curve(30, lambda part: 50 + 40 * part)) == []
    assert seen(length=curve(30, lambda part: 200 - 120 * part)) == []
    (longer,) = signs({LENGTH: curve(30, lambda part: 200 + 700 * part)})
    (shorter,) = signs({LENGTH: curve(30, lambda part: 200 - 190 * part)})
    assert longer.text.startswith("the answers grow: ")
    assert shorter.text.startswith("the answers shrink: ")


def test_answers_as_unlike_in_length_as_the_examples_gold_are_no_sign() -> None:
    rows = [json.loads(row) for row in GOLD.read_text("utf-8").splitlines()]
    lengths = [len(row["messages"][-1]["content"][0]["text"]) for row in rows]
    rng = random.Random(5)  # noqa: S311  # a test's noise

    def run() -> dict[str, Curve]:
        return {"length": numbered(sum(rng.sample(lengths, 2)) / 2 for _ in range(30))}

    assert often("length.changed", 1500, run) < 0.01


def test_entropy_that_fell_to_a_fraction_has_collapsed() -> None:
    assert seen(entropy=curve(30, lambda part: 1.0 - 0.95 * part)) == ["entropy.collapsed"]
    assert seen(entropy=curve(30, lambda part: 1.0 - 0.6 * part)) == []


@pytest.mark.parametrize("noise", [0.0, 0.001])
def test_a_low_entropy_that_never_fell_is_low_and_no_collapse(noise: float) -> None:
    low = curve(30, lambda _: 0.008, noise)
    assert seen(entropy=low) == ["entropy.low"]
    (sign,) = signs({ENTROPY: low})
    assert "collapsed" not in sign.text


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
