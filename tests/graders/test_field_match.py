"""Field match: one label or several, as multisets of typed JSON."""

from __future__ import annotations

from typing import Any

import pytest

from graders import GradingConfig
from graders.case import UngradableError
from graders.field_match import FieldMatchGrader
from tests.graders.build import case, sample

NAMES = ("true_positive", "false_positive", "false_negative")


def measure(answer: Any, reference: Any, field: str = "Type") -> dict[str, float]:
    return FieldMatchGrader(GradingConfig(field=field)).measure(case(answer, reference))


@pytest.mark.parametrize(
    ("given", "expected", "counts", "f1"),
    [
        ("A", "A", (1, 0, 0), 1.0),
        (["A"], "A", (1, 0, 0), 1.0),
        ("A", "a", (0, 1, 1), 0.0),
        (["A", "B"], ["B", "A"], (2, 0, 0), 1.0),
        (["A", "B", "C"], ["A", "B"], (2, 1, 0), 4 / 5),
        (["A"], ["A", "B"], (1, 0, 1), 2 / 3),
        (["A", "A"], ["A"], (1, 1, 0), 2 / 3),
        ([], [], (0, 0, 0), 1.0),
        ([], ["A"], (0, 0, 1), 0.0),
        (["A"], [], (0, 1, 0), 0.0),
        (True, 1, (0, 1, 1), 0.0),
        ("1", 1, (0, 1, 1), 0.0),
        (None, None, (1, 0, 0), 1.0),
        ({"x": 1, "y": 2}, {"y": 2, "x": 1}, (1, 0, 0), 1.0),
    ],
)
def test_labels(given: Any, expected: Any, counts: tuple[int, ...], f1: float) -> None:
    metrics = measure({"Type": given}, {"Type": expected})
    assert tuple(metrics[f"field_{name}_count"] for name in NAMES) == counts
    assert metrics["field_match_score"] == pytest.approx(f1)


def test_precision_and_recall_tell_extra_from_missing() -> None:
    metrics = measure({"Type": ["A", "B", "C"]}, {"Type": ["A", "D"]})
    assert metrics["field_precision"] == pytest.approx(1 / 3)
    assert metrics["field_recall"] == pytest.approx(1 / 2)
    empty = measure({"Type": []}, {"Type": []})
    assert empty["field_precision"] == empty["field_recall"] == 1.0


@pytest.mark.parametrize(
    "answer",
    [
        'I think {"Type": "A"} fits.',
        {"Query analysis": {"Type": "A", "Tools": []}},
        "{'Type': 'A'}",
        '{"other": 1} {"Type": "A"}',
    ],
)
def test_the_field_is_found_wherever_it_stands(answer: Any) -> None:
    assert measure(answer, {"Query analysis": {"Type": "A"}})["field_match_score"] == 1.0


@pytest.mark.parametrize("answer", ["", "A", ["A"], {"other": "A"}, '[{"Type": "A"}]'])
def test_an_answer_without_the_field_misses_all(answer: Any) -> None:
    metrics = measure(answer, {"Type": ["A", "B"]})
    assert tuple(metrics[f"field_{name}_count"] for name in NAMES) == (0, 0, 2)
    assert measure(answer, {"Type": []})["field_match_score"] == 0.0


def test_two_conflicting_objects_are_no_free_choice() -> None:
    metrics = measure('{"Type": "A"} or {"Type": "B"}', {"Type": "A"})
    assert metrics["field_match_score"] == pytest.approx(2 / 3)
    assert metrics["field_precision"] == 0.5


def test_another_field_can_be_asked_for() -> None:
    assert measure({"kind": "x"}, {"kind": "x"}, field="kind")["field_match_score"] == 1.0
    with pytest.raises(UngradableError, match="no field 'kind'"):
        measure({"kind": "x"}, {"Type": "x"}, field="kind")


def test_the_reason_shows_the_sum() -> None:
    reason = FieldMatchGrader().grade(sample({"Type": ["A", "B"]}, {"Type": "A"})).reason
    assert reason == "F1 of labels = 2 x 1 / (2 x 1 + 1 extra + 0 missing) = 0.667"
