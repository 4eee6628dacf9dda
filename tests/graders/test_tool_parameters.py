"""Tool parameters: the score over aligned calls, and counts for micro figures."""

from __future__ import annotations

from typing import Any

import pytest

from graders.comparison import KEY
from graders.text import ALMOST
from graders.tool_parameters import ToolParametersGrader
from tests.graders.build import call, case

GRADER = ToolParametersGrader()
F = call("f", a=1, b="x")


def counts(metrics: dict[str, float]) -> tuple[float, ...]:
    return tuple(metrics[f"parameter_{what}_count"] for what in ("right", "predicted", "expected"))


@pytest.mark.parametrize(
    ("answer", "reference", "score", "counted"),
    [
        ([F], [F], 1.0, (2, 2, 2)),
        ([call("f", a=1, b="y")], [F], ALMOST * (1 + KEY) / 2, (1, 2, 2)),
        ([call("f", a=1)], [F], ALMOST / 2, (1, 1, 2)),
        ([call("f", a=1, b="x", c=3)], [F], ALMOST * 2 / 3, (2, 3, 2)),
        ([call("f")], [F], 0.0, (0, 0, 2)),
        ([call("g", a=1, b="x")], [F], 0.0, (0, 2, 2)),
        ([F, F], [F], 1 / 2, (2, 4, 2)),
        ([F], [F, call("g", c=1)], 1 / 2, (2, 2, 3)),
        ([call("f")], [call("f")], 1.0, (0, 0, 0)),
        ([call("f")], [call("f"), call("g")], 1 / 2, (0, 0, 0)),
    ],
)
def test_score_and_counts(
    answer: Any, reference: Any, score: float, counted: tuple[int, ...]
) -> None:
    metrics = GRADER.measure(case(answer, reference))
    assert metrics["tool_parameters_score"] == pytest.approx(score)
    assert counts(metrics) == counted
    assert tuple(metrics) == GRADER.metric_names


@pytest.mark.parametrize(
    ("answer", "reference", "f1"),
    [
        ([call("f", a=1, b="x", c=3)], [F], 4 / 5),
        ([call("f", a=1)], [F], 2 / 3),
        ([call("f")], [F], 0),
        ([call("f", a=1)], [call("f")], 0),
        ([call("f")], [call("f")], 1),
        ([call("g")], [call("f")], 1),
    ],
)
def test_f1_is_that_of_right_parameters(answer: Any, reference: Any, f1: float) -> None:
    metrics = GRADER.measure(case(answer, reference))
    assert metrics["parameter_f1"] == pytest.approx(f1)


def test_an_optional_parameter_is_expected_only_where_it_is_given() -> None:
    reference = [call("f", a=1, b={"$accept": [2], "$optional": True})]
    left_out = GRADER.measure(case([call("f", a=1)], reference))
    given = GRADER.measure(case([call("f", a=1, b=2)], reference))
    assert counts(left_out) == (1, 1, 1)
    assert counts(given) == (2, 2, 2)
    assert left_out["tool_parameters_score"] == given["tool_parameters_score"] == 1.0


@pytest.mark.parametrize(("answer", "score"), [("", 1.0), ([F], 0.0), ('[{"name": "f"', 0.0)])
def test_no_call_expected(answer: Any, score: float) -> None:
    metrics = GRADER.measure(case(answer, []))
    assert metrics["tool_parameters_score"] == metrics["parameter_f1"] == score
    assert metrics["parameter_expected_count"] == 0


def test_silence_where_calls_are_expected_is_worth_nothing() -> None:
    metrics = GRADER.measure(case("", [call("f")]))
    assert metrics["tool_parameters_score"] == metrics["parameter_f1"] == 0.0


def test_what_the_schemas_refuse_is_counted_over_all_calls() -> None:
    tools = [{"name": "f", "parameters": {"properties": {"a": {"type": "string"}}}}]
    answer = [F, call("f", a="ok"), call("g", z=1)]
    assert GRADER.measure(case(answer, [F], tools=tools))["schema_violation_count"] == 2
    assert GRADER.measure(case(answer, [F]))["schema_violation_count"] == 0


def test_the_reason_shows_the_counts() -> None:
    reason = GRADER.grade(case([F], [call("f", a=1)]).sample).reason
    assert reason == "1 of 1 expected parameters right, 2 given; mean similarity 0.450"
