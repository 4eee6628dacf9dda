"""The workshop's formula against values computed by hand, its holes included."""

from __future__ import annotations

from typing import Any

import pytest

from graders.nova_workshop import NovaWorkshopGrader
from tests.graders.build import call, case

GRADER = NovaWorkshopGrader()


def measure(answer: Any, reference: Any) -> dict[str, float]:
    metrics = GRADER.measure(case(answer, reference))
    assert tuple(metrics) == GRADER.metric_names
    return metrics


def parameter_accuracy(answer: Any, reference: Any) -> float:
    return measure([call("f", **answer)], [call("f", **reference)])["parameter_accuracy"]


def plan(**overrides: Any) -> dict[str, Any]:
    tool = {"Tool": "f", "Parameters": {}, "Reasoning": "because"}
    return {"Type": ["A"], "Information needed": "x", "Tools": [tool], **overrides}


@pytest.mark.parametrize(
    ("called", "expected", "f1", "sequence", "lcs"),
    [
        ("ab", "ab", 1, 1, 1),
        ("ba", "ab", 1, 0, 1 / 2),
        ("abc", "ab", 4 / 5, 1, 1),
        ("a", "ab", 2 / 3, 1 / 2, 1 / 2),
        ("aaaa", "a", 1, 1, 1),
        ("xab", "ab", 4 / 5, 0, 1),
        ("x", "ab", 0, 0, 0),
    ],
)
def test_tools_are_sets_and_sequence_is_positions(
    called: str, expected: str, f1: float, sequence: float, lcs: float
) -> None:
    metrics = measure(*([call(name) for name in names] for names in (called, expected)))
    accuracy = float(f1 > 0)
    assert metrics["tool_set_f1"] == pytest.approx(f1)
    assert metrics["sequence_accuracy"] == pytest.approx(sequence)
    assert metrics["lcs_ratio"] == pytest.approx(lcs)
    assert metrics["parameter_accuracy"] == accuracy
    assert metrics["overall_score"] == pytest.approx(0.3 * f1 + 0.3 * accuracy + 0.4 * sequence)


def test_precision_and_recall_are_of_sets() -> None:
    metrics = measure([call("a"), call("b"), call("b")], [call("a"), call("c"), call("d")])
    assert metrics["tool_set_precision"] == pytest.approx(1 / 2)
    assert metrics["tool_set_recall"] == pytest.approx(1 / 3)


@pytest.mark.parametrize(
    ("answer", "reference", "accuracy"),
    [
        ({"a": 1}, {"a": 1}, 1.0),
        ({"a": 1, "b": 1}, {"a": 1}, 0.3 / 2 + 0.7),
        ({"a": 2}, {"a": 1}, 0.3),
        ({"b": 1}, {"a": 1}, 0.0),
        ({}, {"a": 1}, 0.0),
        ({"a": 1}, {}, 0.0),
        ({"a": True}, {"a": 1}, 0.3),
        ({"a": [2, 1, 1]}, {"a": [1, 2]}, 1.0),
        ({"a": ["1"]}, {"a": [1, 2]}, 0.3 + 0.7 / 2),
        ({"a": []}, {"a": []}, 1.0),
        ({"a": "Listen"}, {"a": "silent"}, 0.3 + 0.7 * 0.4),
        ({"a": "b a"}, {"a": "A B"}, 1.0),
        ({"a": "red fox"}, {"a": "red dog"}, 0.3 + 0.7 * (0.4 * 5 / 8 + 0.6 / 3)),
        ({"a": ""}, {"a": "x"}, 0.3),
        ({"a": ""}, {"a": ""}, 1.0),
        ({"a": " "}, {"a": "  "}, 1.0),
        ({"a": "1"}, {"a": 1}, 0.3),
        ({"a": "y"}, {"a": {"$accept": ["x", "y"]}}, 1.0),
        ({"b": 1}, {"b": 1, "a": {"$accept": [1], "$optional": True}}, 1.0),
        ({"b": 1, "a": 2}, {"b": 1, "a": {"$accept": [1], "$optional": True}}, 0.3 + 0.7 / 2),
    ],
)
def test_parameters(answer: Any, reference: Any, accuracy: float) -> None:
    assert parameter_accuracy(answer, reference) == pytest.approx(accuracy)


def test_only_the_last_call_of_a_tool_has_its_parameters_compared() -> None:
    answer = [call("f", a=9), call("f", a=1)]
    assert measure(answer, [call("f", a=1)])["parameter_accuracy"] == 1.0


@pytest.mark.parametrize(
    ("answer", "valid"),
    [
        (plan(), 1),
        ({"Query analysis": plan()}, 1),
        (plan(Type="A"), 1),
        (plan(Type=[5]), 0),
        (plan(Type=None), 0),
        (plan(**{"Information needed": None}), 0),
        (plan(Tools={"Tool": "f", "Parameters": {}, "Reasoning": "x"}), 0),
        (plan(Tools=[{"Tool": "f", "Parameters": {}}]), 0),
        (plan(Tools=[{"Tool": "f", "Parameters": "{}", "Reasoning": "x"}]), 0),
        (str(plan()), 0),
        ([call("f")], 1),
        ("[f()]", 1),
        (str([call("f")]), 0),
        ('{"note": 1} [f()]', 1),
    ],
)
def test_an_invalid_schema_pays_nothing(answer: Any, valid: int) -> None:
    metrics = measure(answer, [call("f")])
    assert metrics["schema_valid"] == valid
    assert metrics["overall_score"] == pytest.approx(valid)
    assert metrics["tool_set_f1"] == 1.0


@pytest.mark.parametrize(("answer", "score"), [("None needed.", 1.0), ([call("f")], 0.0)])
def test_no_call_expected(answer: Any, score: float) -> None:
    assert set(measure(answer, []).values()) == {score}


def test_the_reason_reproduces_the_number() -> None:
    reason = GRADER.grade(case([call("a")], [call("a"), call("b")]).sample).reason
    assert reason == "1 x (0.3 x 0.667 + 0.3 x 1.000 + 0.4 x 0.500) = 0.700"
