"""Signs that a training goes wrong, read from its curves while it runs or after."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

REWARD: Final = "train_reward_mean"
LENGTH: Final = "train_episode_length_mean"
ENTROPY: Final = "policy_entropy"
EXACT: Final = "train_exact_match_rate"
NO_VARIANCE: Final = "zero_variance_group_rate"
"""Columns of `step_wise_training_metrics.csv`; the last two are of jobs on this machine alone:
they are named as `eval_jobs.local_jobs.metrics_csv` writes them."""

LEAST_STEPS: Final = 10
"""Fewer say nothing: a step's mean is over some dozens of answers."""
FLAT_STEPS: Final = 20
"""A whole run of the recipe for training jobs; a reward that has not moved by then was not
paid for what the model can reach."""
CLEAR: Final = 2.0
"""A trend of so many standard errors is there: of trendless curves 5% show one, up or down."""
ABSENT: Final = 1.0
"""One of less than that is none: of trendless curves 68% show less."""
FULL: Final = 0.95
"""A reward this high has nowhere to go."""
LONGER: Final = 2.0
"""Answers twice as long as at the beginning cost twice as much; a better answer to the same
questions is rarely that."""
COLLAPSED: Final = 0.2
"""Of its entropy at the beginning: below, the answers to a prompt are nearly the same."""
NO_ENTROPY: Final = 0.01
"""In nats a token: the likeliest token has 99.9% or so, whatever it was at the beginning."""

Points = Sequence[tuple[float, float]]


class Sign(NamedTuple):
    """What is seen, by a name that stays the same, and what it means."""

    name: str
    text: str


def signs(curves: Mapping[str, Points]) -> Iterator[Sign]:
    """What is doubtful about the curves so far, each a list of (step, value) by rising step.

    Curves that are absent or have fewer than 10 points tell nothing.
    """
    known = {name: points for name, points in curves.items() if len(points) >= LEAST_STEPS}
    if reward := known.get(REWARD):
        yield from _flat(reward)
        if exact := known.get(EXACT):
            yield from _hacked(reward, exact)
    if length := known.get(LENGTH):
        yield from _longer(length)
    if entropy := known.get(ENTROPY):
        yield from _collapsed(entropy)


def _flat(reward: Points) -> Iterator[Sign]:
    if len(reward) >= FLAT_STEPS and trend(reward) < ABSENT and _last(reward) < FULL:
        yield Sign(
            "reward.flat",
            f"the reward does not rise: {_first(reward):.3g} in the first steps, "
            f"{_last(reward):.3g} now, after {len(reward)}. Look at the share of groups without "
            "variance, at the learning rate, and at what the grader pays for (`toolgrade audit`)",
        )


def _hacked(reward: Points, exact: Points) -> Iterator[Sign]:
    if trend(reward) >= CLEAR and trend(exact) <= -CLEAR:
        yield Sign(
            "reward.hacked",
            f"the reward rises ({_first(reward):.3g} to {_last(reward):.3g}) while fewer answers "
            f"are right ({_first(exact):.3g} to {_last(exact):.3g}): the model learns what the "
            "grader pays for, and it is something else. Read some answers, and stop the job",
        )


def _longer(length: Points) -> Iterator[Sign]:
    if _last(length) > LONGER * _first(length):
        yield Sign(
            "length.exploding",
            f"the answers grow: {_first(length):.0f} tokens in the first steps, "
            f"{_last(length):.0f} now. They will be cut at the longest that is allowed, which the "
            "grader sees as broken answers",
        )


def _collapsed(entropy: Points) -> Iterator[Sign]:
    if _last(entropy) < max(COLLAPSED * _first(entropy), NO_ENTROPY):
        yield Sign(
            "entropy.collapsed",
            f"the entropy has collapsed: {_first(entropy):.3g} in the first steps, "
            f"{_last(entropy):.3g} now. The answers to a prompt are nearly the same, and teach "
            "nothing: lower the learning rate, or raise the temperature or the entropy's weight",
        )


def trend(points: Points) -> float:
    """The slope of the least-squares line in standard errors; 0 for equal values.

    Infinite where all points are on a line that is not level. At least 3 points.
    """
    if len({value for _, value in points}) == 1:
        return 0.0
    count = len(points)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    left = sum((y - mean_y - slope * (x - mean_x)) ** 2 for x, y in points)
    error = math.sqrt(left / (count - 2) / spread)
    return slope / error if error else math.copysign(math.inf, slope)


def _first(points: Points) -> float:
    return _mean(points[: _some(points)])


def _last(points: Points) -> float:
    return _mean(points[-_some(points) :])


def _some(points: Points) -> int:
    """A quarter, at most ten: enough to be steady, few enough to be of now."""
    return min(10, len(points) // 4)


def _mean(points: Points) -> float:
    return sum(value for _, value in points) / len(points)
