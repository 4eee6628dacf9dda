"""The contract test turns red for graders that are broken on purpose, each for its own reason."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import pytest

from graders import Grade, Sample, load
from tests.contract.check import check_grader

HONEST: Final = load("tool_call")


class Wrapped:
    """An honest grader whose grades somebody else has the last word on."""

    name = "wrapped"
    reward_names = HONEST.reward_names

    def __init__(self, spoil: Callable[[Sample, Grade], Grade]) -> None:
        self.metric_names = HONEST.metric_names
        self._spoil = spoil

    def grade(self, sample: Sample) -> Grade:
        return self._spoil(sample, HONEST.grade(sample))


def raises_on_silence(sample: Sample, grade: Grade) -> Grade:
    if sample.answer is not None and not sample.answer.text:
        raise IndexError("list index out of range")
    return grade


def scores_nan(_: Sample, grade: Grade) -> Grade:
    return grade if grade.score is None else grade._replace(score=math.nan)


def scores_above_one(_: Sample, grade: Grade) -> Grade:
    return grade if grade.score is None else grade._replace(score=1.5 * grade.score)


def measures_infinity(_: Sample, grade: Grade) -> Grade:
    return grade._replace(metrics=dict.fromkeys(grade.metrics, math.inf))


def measures_above_one(_: Sample, grade: Grade) -> Grade:
    return grade._replace(metrics=dict(grade.metrics) | {"tool_f1": 1.5})


def pops_an_argument(sample: Sample, grade: Grade) -> Grade:
    reference: Any = sample.reference
    if isinstance(reference, list) and reference and isinstance(reference[0], dict):
        reference[0]["arguments"] = {"gone": True}
    return grade


def sorts_the_keys(sample: Sample, grade: Grade) -> Grade:
    if isinstance(sample.reference, dict):
        for key in sorted(sample.reference):
            sample.reference[key] = sample.reference.pop(key)
    return grade


def pays_zero_for_unscored(_: Sample, grade: Grade) -> Grade:
    return grade if grade.graded else Grade(0.0, grade.metrics, "bad answer")


def names_another_code(_: Sample, grade: Grade) -> Grade:
    return grade if grade.graded else grade._replace(code="grader_error")


def leaves_metrics_on_unscored(_: Sample, grade: Grade) -> Grade:
    return grade if grade.graded else grade._replace(metrics=dict.fromkeys(grade.metrics, 1.0))


def drops_a_metric_on_zero(_: Sample, grade: Grade) -> Grade:
    metrics = {name: value for name, value in grade.metrics.items() if value}
    return grade._replace(metrics=metrics)


def counts_white_space(sample: Sample, grade: Grade) -> Grade:
    if not grade.score or sample.answer is None or "\t" not in sample.answer.text:
        return grade
    return grade._replace(score=0.99 * grade.score)


def is_never_satisfied(_: Sample, grade: Grade) -> Grade:
    return grade if grade.score is None else grade._replace(score=0.999 * grade.score)


def pays_silence(sample: Sample, grade: Grade) -> Grade:
    if grade.graded and sample.answer is not None and not sample.answer.text:
        return grade._replace(score=1.0)
    return grade


def gives_no_reason(_: Sample, grade: Grade) -> Grade:
    return grade._replace(explanation="")


class OneBehind:
    """Answers each sample with the grade of the one before it: results are reordered."""

    def __init__(self) -> None:
        self._last: Grade | None = None

    def __call__(self, _: Sample, grade: Grade) -> Grade:
        last, self._last = self._last, grade
        if last is None or last.graded != grade.graded:
            return grade
        return last


class Tires:
    """Pays a little less every time."""

    def __init__(self) -> None:
        self._share = 1.0

    def __call__(self, _: Sample, grade: Grade) -> Grade:
        self._share *= 0.999
        return grade if grade.score in (None, 0.0, 1.0) else grade._replace(score=self._share / 2)


BROKEN: Final[Mapping[str, tuple[Callable[[Sample, Grade], Grade], str]]] = {
    "exception": (raises_on_silence, "IndexError"),
    "nan": (scores_nan, "nan"),
    "above_one": (scores_above_one, "1.5"),
    "infinite_metric": (measures_infinity, "is inf"),
    "metric_above_one": (measures_above_one, "tool_f1 is 1.5"),
    "changed_input": (pops_an_argument, "changed the sample"),
    "changed_order_of_keys": (sorts_the_keys, "changed the sample"),
    "reordered_results": (OneBehind(), "the second time"),
    "state": (Tires(), "the second time"),
    "zero_for_unscored": (pays_zero_for_unscored, "paid 0.0 instead of unscored"),
    "wrong_code": (names_another_code, "grader_error instead of"),
    "metrics_of_unscored": (leaves_metrics_on_unscored, "metrics of an unscored sample"),
    "changing_metric_names": (drops_a_metric_on_zero, "other metric names"),
    "white_space": (counts_white_space, "written otherwise"),
    "no_gold": (is_never_satisfied, "0.999"),
    "paid_silence": (pays_silence, "paid silence"),
    "no_reason": (gives_no_reason, "no reason"),
}


@pytest.mark.parametrize(("spoil", "complaint"), BROKEN.values(), ids=BROKEN)
def test_a_broken_grader_is_found(spoil: Callable[[Sample, Grade], Grade], complaint: str) -> None:
    with pytest.raises(AssertionError, match=complaint):
        check_grader(Wrapped(spoil))


@pytest.mark.parametrize("name", ["lambda_tool_f1", "reward", "tool f1", ""])
def test_a_metric_name_that_the_wire_forbids_is_found(name: str) -> None:
    grader = Wrapped(lambda _, grade: grade)
    grader.metric_names = (*grader.metric_names, name)
    with pytest.raises(AssertionError, match="metric names must be"):
        check_grader(grader)


def test_the_honest_grader_in_the_same_clothes_passes() -> None:
    check_grader(Wrapped(lambda _, grade: grade))
