"""What the trainer is paid, and the figures of a step that it does not have itself."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from eval_jobs.local_jobs.metrics_csv import EXACT_MATCH, FLAT_GROUPS, RFT, UNSCORED
from eval_jobs.local_jobs.records import Asked
from eval_jobs.local_jobs.rewards import figures, reward_of
from eval_jobs.rows import Row


def row(reward: float | None, **metrics: float) -> Row:
    return Row("id", reward, None if reward is not None else "error", None, metrics)


class Payer:
    def __init__(self, rows: list[Row]) -> None:
        self.rows = rows
        self.asked: tuple[Any, ...] = ()

    def pay(self, records: Sequence[Mapping[str, Any]], answers: Sequence[str]) -> list[Row]:
        self.asked = (list(records), list(answers))
        return self.rows


def test_each_answer_is_paid_for_its_own_question() -> None:
    payer = Payer([row(0.1), row(0.2), row(0.3), row(None)])
    asked = [Asked({"id": number}, "prompt") for number in range(3)]
    logged: dict[str, float] = {}
    reward = reward_of(payer, asked, 2)  # type: ignore[arg-type]  # a stand-in
    paid = reward(
        prompts=["p"] * 4,
        completions=["a", "b", "c", "d"],
        place=[2, 2, 0, 0],
        log_metric=logged.__setitem__,
    )
    assert paid == [0.1, 0.2, 0.3, None]
    assert payer.asked == ([{"id": 2}, {"id": 2}, {"id": 0}, {"id": 0}], ["a", "b", "c", "d"])
    assert logged == figures(payer.rows, 2)


def test_every_figure_has_its_column() -> None:
    assert {*figures([row(0.5), row(1.0)], 2)} <= {*RFT.values()}


def test_figures_of_a_step() -> None:
    found = figures([row(1.0), row(0.0), row(0.5), row(0.5), row(None), row(0.7)], 2)
    assert found[EXACT_MATCH] == pytest.approx(1 / 5)
    assert found[FLAT_GROUPS] == pytest.approx(2 / 3)
    assert found[UNSCORED] == pytest.approx(1 / 6)
    high = 0.5 / (math.sqrt(0.5) + 1e-4)
    assert (found["min_advantage"], found["max_advantage"]) == pytest.approx((-high, high))
    assert found["mean_advantage"] == pytest.approx(0)


def test_the_grader_says_what_is_fully_right_where_it_measures_that() -> None:
    rows = [row(0.9, exact_match_score=1.0), row(1.0, exact_match_score=0.0)]
    assert figures(rows, 2)[EXACT_MATCH] == 0.5
