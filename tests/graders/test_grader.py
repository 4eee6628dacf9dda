"""Graders are found by their file's name, and their defects stay with their sample."""

from __future__ import annotations

from collections.abc import Callable
from math import inf, nan

import pytest

import graders
from graders import Grade, GradingConfig, Sample, UnknownGraderError, available, grade_safely, load
from graders.grade import GRADER_ERROR
from graders.grader import grader_class

SAMPLE = Sample("s1", None)
METRICS = {"a": 0.5, "b": 2}


def test_available_graders_are_the_files_that_hold_one() -> None:
    assert available() == [
        "exact_match",
        "field_match",
        "json_parsability",
        "nova_workshop",
        "tool_call",
        "tool_parameters",
        "tool_selection",
        "tool_sequence",
    ]


def test_the_package_exports_this_and_no_more() -> None:
    assert set(graders.__all__) == {
        *("MISSING", "Sample", "ToolCall", "Turn"),
        *("Grade", "Grader", "GradingConfig", "UnknownGraderError"),
        *("available", "grade_safely", "load"),
    }
    assert all(hasattr(graders, name) for name in graders.__all__)


@pytest.mark.parametrize("name", available())
def test_a_loaded_grader_has_its_files_name_and_the_given_configuration(name: str) -> None:
    config = GradingConfig(curve=3.0)
    grader = load(name, config)
    assert grader.name == name
    assert type(grader) is grader_class(name)
    assert getattr(grader, "config") is config  # noqa: B009  # not in the protocol
    assert grader.reward_names <= set(grader.metric_names)
    assert load(name).metric_names == grader.metric_names


@pytest.mark.parametrize(
    "name", ["nonsense", "", "grade", "case_grader", "parsing.calls", "x.y", "..x", "Tool_Call"]
)
def test_an_unknown_grader_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(UnknownGraderError, match="known graders: exact_match, field_match"):
        load(name)


def test_an_import_that_fails_inside_a_grader_is_not_an_unknown_grader(
    tmp_path: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graders.grader.available", list)
    monkeypatch.setattr(graders, "__path__", [*graders.__path__, str(tmp_path)])
    with open(f"{tmp_path}/half_made.py", "w", encoding="utf-8") as file:  # noqa: PTH123  # a fixture
        file.write("import a_package_that_nobody_has\n")
    with pytest.raises(ModuleNotFoundError, match="a_package_that_nobody_has"):
        load("half_made")


class Defective:
    """A grader that does what it is told."""

    name = "defective"
    metric_names: tuple[str, ...] = ("a", "b")
    reward_names = frozenset({"a"})

    def __init__(self, behave: Callable[[], object]) -> None:
        self.behave = behave

    def grade(self, sample: Sample) -> Grade:
        assert sample is SAMPLE
        return self.behave()  # type: ignore[return-value]  # that is the defect


def explode() -> Grade:
    raise ZeroDivisionError("in the grader")


@pytest.mark.parametrize(
    ("behave", "words"),
    [
        (explode, "defective: ZeroDivisionError: in the grader"),
        (lambda: Grade(nan, METRICS), "nan is outside"),
        (lambda: Grade(1.0000001, METRICS), "outside"),
        (lambda: Grade(-0.1, METRICS), "-0.1 is outside"),
        (lambda: Grade("high", METRICS), "defective: "),  # type: ignore[arg-type]  # the defect
        (lambda: None, "defective: "),
        (lambda: Grade(0.5, {"a": 0.5}), "not those declared"),
        (lambda: Grade(0.5, {**METRICS, "surprise": 1.0}), "not those declared"),
        (lambda: Grade(0.5, dict(reversed(METRICS.items()))), "not those declared"),
        (lambda: Grade(0.5, {}), "not those declared"),
        (lambda: Grade(0.5, {**METRICS, "b": nan}), "not finite"),
        (lambda: Grade(0.5, {**METRICS, "b": inf}), "not finite"),
        (lambda: Grade(0.5, {"a": inf, "b": -inf}), "not finite"),
        (lambda: Grade(None, {"a": 0.0}, "why", "no_answer"), "not those declared"),
        (lambda: Grade(0.5, {**METRICS, "b": "much"}), "defective: TypeError"),  # type: ignore[dict-item]  # the defect
    ],
    ids=[
        *("exception", "nan", "above", "below", "text", "nothing"),
        *("missing", "surprise", "order", "no_metric", "nan_metric", "infinite", "two_infinities"),
        *("unscored", "text_metric"),
    ],
)
def test_a_defect_is_reported_as_one(behave: Callable[[], object], words: str) -> None:
    grade = grade_safely(Defective(behave), SAMPLE)
    assert grade.code == GRADER_ERROR
    assert words in grade.reason
    assert grade.metrics == {"a": 0.0, "b": 0.0}


@pytest.mark.parametrize(
    "grade", [Grade(0.0, METRICS), Grade(1.0, METRICS), Grade(None, METRICS, "why", "no_answer")]
)
def test_a_sound_grade_passes_as_it_is(grade: Grade) -> None:
    assert grade_safely(Defective(lambda: grade), SAMPLE) is grade
