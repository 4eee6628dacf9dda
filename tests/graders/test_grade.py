"""A grade reproduces its number, or says why there is none."""

from __future__ import annotations

import pytest

from graders.grade import CODES, NO_ANSWER, Grade


@pytest.mark.parametrize("score", [0.0, 0.5, 1.0])
def test_any_score_is_a_grade_also_0(score: float) -> None:
    assert Grade(score, {}).graded


def test_the_reason_is_filled_in_from_score_and_metrics() -> None:
    grade = Grade(0.25, {"hits": 1.0}, "{hits:g} of 4 = {score:.2f}")
    assert grade.reason == "1 of 4 = 0.25"


def test_unscored_keeps_the_metric_names_and_the_reason_as_it_is() -> None:
    grade = Grade.unscored(NO_ANSWER, "a {brace} in the reason", ("a", "b"))
    assert not grade.graded
    assert grade.score is None
    assert grade.metrics == {"a": 0.0, "b": 0.0}
    assert grade.reason == "a {brace} in the reason"
    assert grade.code == NO_ANSWER


def test_codes_are_words_for_machines() -> None:
    assert len(CODES) == 6
    assert all(code.replace("_", "").islower() for code in CODES)
