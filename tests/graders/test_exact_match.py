"""Exact match: every call, once, in order, right, by the book; or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graders.exact_match import ExactMatchGrader
from tests.graders.build import call, case

F, G = call("f", a="New York"), call("g", b=5)


def score(answer: Any, reference: Any, **config: Any) -> float:
    prepared = case(answer, reference, **config)
    return ExactMatchGrader(prepared.config).measure(prepared)["exact_match_score"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ([F, G], 1.0),
        ([call("f", a="new york."), call("g", b=5.0)], 1.0),
        (f"Sure! {json.dumps([F, G])} Done.", 1.0),
        ([G, F], 0.0),
        ([F], 0.0),
        ([F, G, G], 0.0),
        ([F, call("h", b=5)], 0.0),
        ([F, call("g", b=6)], 0.0),
        ([F, call("g", b="5")], 0.0),
        ([F, call("g", b=5, c=1)], 0.0),
        ([F, call("g")], 0.0),
        (json.dumps([F, G])[:-1], 0.0),
        (str([F, G]), 0.0),
        ("", 0.0),
    ],
)
def test_all_or_nothing(answer: Any, expected: float) -> None:
    assert score(answer, [F, G]) == expected


def test_order_is_asked_for_as_configured() -> None:
    assert score([G, F], [F, G], order="any") == 1.0
    assert score([G, F], [[F, G]]) == 1.0
    assert score([G, F], [[F, G]], order="strict") == 1.0
    assert score([G, F], [F, G], order="strict") == 0.0


def test_a_call_that_is_lost_is_not_made_up_for_by_the_others() -> None:
    assert score([F, G, {"name": "", "arguments": {}}], [F, G]) == 0.0


@pytest.mark.parametrize(("answer", "expected"), [("No tool is needed.", 1.0), ([F], 0.0)])
def test_no_call_expected(answer: Any, expected: float) -> None:
    assert score(answer, []) == expected


def test_the_reason_says_yes_or_no() -> None:
    assert ExactMatchGrader().grade(case([F], [F]).sample).reason == "fully right: 1"


def test_calls_of_one_tool_have_their_arguments_in_order_too() -> None:
    first, second = call("f", a=1), call("f", a=2)
    assert score([first, G, second], [first, G, second]) == 1.0
    assert score([second, G, first], [first, G, second]) == 0.0
    assert score([second, first], [first, second]) == 0.0
    assert score([second, first], [[first, second]]) == 1.0
    assert score([second, first], [first, second], order="any") == 1.0
