"""Studies whose truth is known: runs drawn by chance, to try intervals on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, NamedTuple

import numpy as np

STUDIES: Final = 400
RESAMPLES: Final = 1_000
PAIRS: Final = 26_000
Draw = Callable[[np.random.Generator], list[Any]]


class Scenario(NamedTuple):
    """What is studied: `draw` gives the rewards of one run or two; `truth` is what holds."""

    name: str
    prompts: int
    answers: int
    truth: float
    draw: Draw


def _right(share: float, prompts: int) -> Draw:
    return lambda rng: [(rng.random(prompts) < share).astype(float)]


def _change(better: float, worse: float, prompts: int) -> Draw:
    """Two runs of a base share of 0.8: `better` of the prompts are won, `worse` are lost."""

    def draw(rng: np.random.Generator) -> list[Any]:
        kind = rng.random(prompts)
        base = (rng.random(prompts) < 0.8).astype(float)  # noqa: PLR2004  # as said
        won, lost = kind < better, (kind >= better) & (kind < better + worse)
        return [
            np.where(won, 0.0, np.where(lost, 1.0, base)),
            np.where(won, 1.0, np.where(lost, 0.0, base)),
        ]

    return draw


def _by_prompt(prompts: int, answers: int) -> Draw:
    """Prompts differ: the share of right answers to one is drawn from Beta(2, 1)."""
    return lambda rng: [
        (rng.random((prompts, answers)) < rng.beta(2, 1, (prompts, 1))).astype(float).ravel()
    ]


def _rewards(prompts: int) -> Draw:
    return lambda rng: [rng.beta(3, 1, prompts)]


def _shifted(prompts: int) -> Draw:
    def draw(rng: np.random.Generator) -> list[Any]:
        base = rng.beta(3, 1, prompts)
        return [base, base + 0.1 * (1 - base) * (rng.random(prompts) < 0.5)]  # noqa: PLR2004  # half of them

    return draw


SCENARIOS: Final = (
    Scenario("95% right, 50 prompts", 50, 1, 0.95, _right(0.95, 50)),
    Scenario("75% right, 200 prompts", 200, 1, 0.75, _right(0.75, 200)),
    Scenario("mean of skewed rewards, 50 prompts", 50, 1, 0.75, _rewards(50)),
    Scenario("share right, 40 prompts x 5 answers", 40, 5, 2 / 3, _by_prompt(40, 5)),
    Scenario("2 of 100 won, none lost, 60 prompts", 60, 1, 0.02, _change(0.02, 0.0, 60)),
    Scenario("10 of 100 won, 5 lost, 60 prompts", 60, 1, 0.05, _change(0.10, 0.05, 60)),
    Scenario("difference of rewards, 100 prompts", 100, 1, 0.0125, _shifted(100)),
)


def drawn(scenario: Scenario) -> Iterator[dict[str, Any]]:
    """The studies, the same ones for both."""
    rng = np.random.default_rng(7)
    prompts = np.repeat(np.arange(scenario.prompts), scenario.answers).tolist()
    for _ in range(STUDIES):
        runs = [rewards.tolist() for rewards in scenario.draw(rng)]
        yield {"runs": runs, "prompts": prompts, "resamples": RESAMPLES}


def large() -> dict[str, Any]:
    """The study that is timed."""
    runs = [rewards.tolist() for rewards in _shifted(PAIRS)(np.random.default_rng(7))]
    return {"runs": runs, "prompts": list(range(PAIRS)), "resamples": 10_000}
