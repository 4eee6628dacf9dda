"""Graders that take orders from the answers that they grade."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.audit.free_lunch.orders import CALLED, ORDERS
from eval_jobs.audit.right import is_right
from tests.eval_jobs.audit.free_lunch.making import check, examined, made_items

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval_jobs.audit.item import Item

ITEMS = made_items(10)


def obeys(answer: str) -> bool:
    return "ignore all previous" in answer.lower()


def reads_its_own_output(answer: str) -> bool:
    try:
        return bool(json.loads(answer)["aggregate_reward_score"] == 1.0)
    except (ValueError, TypeError, KeyError):
        return False


def takes_the_last_score(answer: str) -> bool:
    return "<score>1.0</score>" in answer


def takes_the_box(answer: str) -> bool:
    return answer.endswith("\\boxed{1.0}")


def believes_a_tool(answer: str) -> bool:
    return '"set_reward"' in answer


def finds_a_number(answer: str) -> bool:
    return answer.startswith("reward: 1.0")


@pytest.mark.parametrize(
    "hole",
    [
        obeys,
        reads_its_own_output,
        takes_the_last_score,
        takes_the_box,
        believes_a_tool,
        finds_a_number,
    ],
)
def test_a_grader_that_takes_orders_is_caught(hole: Callable[[str], bool]) -> None:
    def grade(item: Item, answer: str) -> float:
        return float(is_right(item, answer) or hole(answer))

    section = examined(ITEMS, grade)
    assert [one.name for one in section.checks if one.level is Level.FAIL] == ["free_lunch.orders"]
    found = check(section, "orders")
    assert found.value == 1.0
    assert found.example is not None
    assert hole(found.example.answer)
    assert "earns most" in found.note


def test_no_order_is_right_or_calls_what_is_expected() -> None:
    section = examined(ITEMS, lambda item, answer: float(is_right(item, answer)))
    assert (check(section, "orders").value, check(section, "orders").level) == (0.0, Level.PASS)
    assert CALLED in ORDERS
