from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.rows import Row, row_id
from graders import Grade

ANY_TEXT = st.text(st.characters(exclude_categories=()))
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | ANY_TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


def refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is no JSON")


@given(JSON, ANY_TEXT, st.floats(0, 1))
def test_a_line_is_strict_json_in_ascii_and_loses_no_text(
    identifier: Any, reason: str, reward: float
) -> None:
    grade = Grade(reward, {"m": reward}, reason.replace("{", "{{").replace("}", "}}"))
    chosen = row_id(identifier, "data.jsonl:3")
    line = Row.from_grade(chosen, grade).to_line()
    assert line.isascii()
    assert line.endswith("\n")
    assert "\n" not in line[:-1]
    assert json.loads(line, parse_constant=refuse) == {
        "id": chosen,
        "reward": reward,
        "code": None,
        "reason": reason,
        "metrics": {"m": reward},
    }


@pytest.mark.parametrize("identifier", ["a", "", 0, 7, 1.5, False, ["x"], {"k": 1}, "\ud800"])
def test_an_id_is_echoed_as_given(identifier: Any) -> None:
    assert row_id(identifier, "place") == identifier


@pytest.mark.parametrize("identifier", [None, math.nan, [math.inf], {"a": -math.inf}])
def test_without_an_id_that_json_can_carry_the_place_stands_for_it(identifier: Any) -> None:
    assert row_id(identifier, "data.jsonl:3") == "data.jsonl:3"


def test_an_id_nested_too_deep_is_replaced() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    assert row_id(deep, "place") == "place"


def test_an_unscored_grade_keeps_its_code_and_reason() -> None:
    row = Row.from_grade("a", Grade.unscored("no_answer", "nobody {spoke}", ["m"]))
    assert not row.graded
    assert row == ("a", None, "no_answer", "nobody {spoke}", {"m": 0.0})


@pytest.mark.parametrize(
    ("code", "failed"),
    [
        ("malformed_record", True),
        ("grader_error", True),
        ("no_reference", False),
        ("no_answer", False),
        (None, False),
    ],
)
def test_only_a_broken_record_or_grader_has_failed(code: str | None, failed: bool) -> None:
    assert Row("a", None, code, None, {}).failed is failed


def item(graded: float, reward: float, **more: Any) -> dict[str, Any]:
    metrics = [
        {"name": "graded", "value": graded, "type": "Metric"},
        {"name": "tool_f1", "value": 0.25, "type": "Reward"},
    ]
    return {"id": 7, "aggregate_reward_score": reward, "metrics_list": metrics, **more}


def test_a_result_item_of_a_function_is_the_same_row_without_a_reason() -> None:
    assert Row.from_item(item(1.0, 0.0)) == (7, 0.0, None, None, {"tool_f1": 0.25})


def test_a_result_item_that_is_not_graded_has_no_reward() -> None:
    row = Row.from_item(item(0.0, 0.0, error_code="no_answer"))
    assert row == (7, None, "no_answer", None, {"tool_f1": 0.25})
