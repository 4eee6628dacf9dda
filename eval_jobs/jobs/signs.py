"""Signs that a training goes wrong, read from its curves while it runs or after."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from eval_jobs.jobs.trends import Line, Points, line

REWARD: Final = "train_reward_mean"
LENGTH: Final = "train_episode_length_mean"
ENTROPY: Final = "policy_entropy"
EXACT: Final = "train_exact_match_rate"
NO_VARIANCE: Final = "zero_variance_group_rate"
"""Columns of `step_wise_training_metrics.csv`; the last two are of jobs on this machine alone:
they are named as `eval_jobs.local_jobs.metrics_csv` writes them."""

STEADY: Final = 7
"""Steps that a mean is over, at least: the mean of one step is over some few answers."""
LEAST_STEPS: Final = 2 * STEADY
"""Fewer have no beginning and end that can be compared."""
TREND_STEPS: Final = 20
"""A whole run of the recipe for training jobs; fewer show no trend."""
WORTH: Final = 0.05
"""A rise of the reward, or a fall of right answers, that is worth a word."""
ABSENT: Final = 1.0
"""A trend of fewer standard errors is none: of trendless curves 84% rise less."""
LOOKS: Final = (0, 10, 20)
"""So many steps ago there was no trend either."""
BOUND: Final = 2.0
"""So many standard errors above the line, the true one is not (97.5%)."""
CLEAR: Final = 4.0
"""A trend of so many standard errors is there, however often it is looked for: curves that wander
show two at once, one up and one down, in 3 of 100 runs of 100 steps."""
FULL: Final = 0.95
"""A reward this high has nowhere to go."""
LONGER: Final = 2.0
"""Answers twice as long as at the beginning cost twice as much; a better answer to the same
questions is rarely that."""
SHORTER: Final = 0.25
"""A better answer may be half as long; a quarter is rarely one."""
COLLAPSED: Final = 0.2
"""Of its entropy at the beginning: below, the answers to a prompt are nearly the same."""
NO_ENTROPY: Final = 0.01
"""In nats a token: the likeliest token has 99.9% or so."""


class Sign(NamedTuple):
    """What is seen, by a name that stays the same, and what it means."""

    name: str
    text: str


def signs(curves: Mapping[str, Points]) -> Iterator[Sign]:
    """What is doubtful about the curves so far, each a list of (step, value) by rising step.

    Curves that are absent or have fewer than 14 points tell nothing, and fewer than 20 no trend.
    """
    known = {name: points for name, points in curves.items() if len(points) >= LEAST_STEPS}
    reward, exact = known.get(REWARD, ()), known.get(EXACT, ())
    if len(reward) >= TREND_STEPS:
        yield from _flat(reward)
        yield from _hacked(reward, exact)
    if length := known.get(LENGTH):
        yield from _changed(length)
    if entropy := known.get(ENTROPY):
        yield from _collapsed(entropy)


def _flat(reward: Points) -> Iterator[Sign]:
    """Where the line cannot rise by what is worth having, or none was seen for a long time."""
    if _last(reward) >= FULL:
        return
    whole = line(reward)
    bound = (whole.slope + BOUND * whole.error) * whole.span
    looks = [reward[: len(reward) - ago] for ago in LOOKS if len(reward) - ago >= TREND_STEPS]
    never = len(looks) == len(LOOKS) and all(line(look).trend < ABSENT for look in looks)
    if bound < WORTH or never:
        yield Sign(
            "reward.flat",
            f"the reward {_course(whole)}: {_first(reward):.3g} in the first steps, "
            f"{_last(reward):.3g} now, after {len(reward)}. Look at the share of groups without "
            "variance, at the learning rate, and at what the grader pays for (`toolgrade audit`)",
        )


def _course(reward: Line) -> str:
    """How a reward goes that does not rise as it should."""
    if reward.sure_trend <= -BOUND:
        return "falls"
    if reward.sure_trend >= BOUND:
        return f"rises by less than {WORTH:g}"
    return "shows no rise that can be told from noise"


def _hacked(reward: Points, exact: Points) -> Iterator[Sign]:
    """Of late: what was learnt rightly at first must not hide what came after."""
    steps = dict(reward).keys() & dict(exact).keys()
    if len(steps) < TREND_STEPS:
        return
    late = max(TREND_STEPS, len(steps) // 3)
    reward = [point for point in reward if point[0] in steps][-late:]
    exact = [point for point in exact if point[0] in steps][-late:]
    up, down = line(reward), line(exact)
    if up.sure_trend >= CLEAR and down.sure_trend <= -CLEAR and down.rise <= -WORTH:
        yield Sign(
            "reward.hacked",
            f"in the last {late} steps the reward rises ({_first(reward):.3g} to "
            f"{_last(reward):.3g}) while fewer answers are right ({_first(exact):.3g} to "
            f"{_last(exact):.3g}): the model learns what the grader pays for, and it is something "
            "else. Read some answers, and stop the job",
        )


def _changed(length: Points) -> Iterator[Sign]:
    first, last = _first(length), _last(length)
    figures = f"{first:.0f} tokens in the first steps, {last:.0f} now"
    if last > LONGER * first:
        yield Sign(
            "length.changed",
            f"the answers grow: {figures}. They will be cut at the longest that is allowed, which "
            "the grader sees as broken answers",
        )
    elif last < SHORTER * first:
        yield Sign(
            "length.changed",
            f"the answers shrink: {figures}. Read some: the model may have learnt that saying "
            "next to nothing is paid, or costs nothing",
        )


def _collapsed(entropy: Points) -> Iterator[Sign]:
    first, last = _first(entropy), _last(entropy)
    figures = f"{first:.3g} in the first steps, {last:.3g} now"
    if last < COLLAPSED * first:
        yield Sign(
            "entropy.collapsed",
            f"the entropy has collapsed: {figures}. The answers to a prompt are nearly the same, "
            "and teach nothing: lower the learning rate, or raise the temperature or the "
            "entropy's weight",
        )
    elif last < NO_ENTROPY:
        yield Sign(
            "entropy.low",
            f"there is next to no entropy: {figures}. The answers to a prompt are nearly the "
            "same, and teach nothing: raise the temperature, or start from a model that was "
            "trained for fewer steps",
        )


def _first(points: Points) -> float:
    return _mean(points[: _some(points)])


def _last(points: Points) -> float:
    return _mean(points[-_some(points) :])


def _some(points: Points) -> int:
    """A quarter, 7 to 10: enough to be steady, few enough to be of now."""
    return min(10, max(STEADY, len(points) // 4))


def _mean(points: Points) -> float:
    return sum(value for _, value in points) / len(points)
