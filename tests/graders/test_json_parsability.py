"""JSON parsability: the mean quality of what is, or was meant to be, data."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graders.json_parsability import JsonParsabilityGrader
from tests.graders.build import call, case

F = call("f", a=1)
GOLD = json.dumps([F])


def score(answer: Any, reference: Any) -> float:
    return JsonParsabilityGrader().measure(case(answer, reference))["json_parsability_score"]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (GOLD, 1.0),
        (f"Here: ```json\n{GOLD}\n``` It's done.", 1.0),
        ("[f(a=1)]", 1.0),
        (str([F]), 0.5),
        (GOLD[:-1], 0.5),
        ('[{"name": "f", "arguments": {"a": 1, "a": 1}}]', 0.5),
        ('[{"name": "f", "arguments": {"a": NaN}}]', 0.5),
        ("[f(a=1), g(", 0.5),
        (f'{GOLD} {{"name": "f"', 0.5),
        (f"{GOLD} {[F]}", 0.5),
        ([F, {"name": "", "arguments": {}}], 0.5),
        ([F, {"name": "f", "arguments": "{"}, {"name": "f", "arguments": 5}], 1 / 3),
        ('{"note": "no call"}', 0.0),
        (f'{{"note": "no call"}} {GOLD}', 1.0),
        (f"[1] {GOLD} [2]", 1.0),
        (f"{{'note': 1}} {GOLD}", 1.0),
        ("", 0.0),
        ("[" * 1000, 0.0),
    ],
)
def test_quality_where_calls_are_expected(answer: Any, expected: float) -> None:
    assert score(answer, [F]) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("", 1.0), ("None needed.", 1.0), ('{"note": 1}', 1.0), (GOLD, 0.0), ('{"name": "f"', 0.0)],
)
def test_quality_where_no_call_is_expected(answer: str, expected: float) -> None:
    assert score(answer, []) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ('{"Type": "A"}', 1.0),
        ("{'Type': 'A'}", 0.5),
        ("Type: A", 0.0),
        ('{"a": 1} {"b": 2, "c', 0.5),
    ],
)
def test_a_reference_without_calls_asks_for_any_json(answer: str, expected: float) -> None:
    assert score(answer, {"Type": "A"}) == expected


def test_the_reason_is_a_percentage() -> None:
    reason = JsonParsabilityGrader().grade(case(str([F]), [F]).sample).reason
    assert reason == "the answer's data is 50% readable"
