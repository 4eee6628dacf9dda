"""What every grader must keep: `check_grader` raises AssertionError for one that does not."""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from copy import deepcopy
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.formats import JSON_FORMATS
from graders import MISSING, Grade, Grader, Sample
from graders.grade import CODES
from reward_service.results import ResultSchema
from tests.contract import samples
from tests.support.grading import sample

if TYPE_CHECKING:
    from graders.sample import JSON


def check_grader(grader: Grader) -> None:
    """Hold a grader to every property that can be asked of any grader."""
    for check in CHECKS:
        check(grader)


def graded(grader: Grader, one: Sample) -> Grade:
    """The grade of a copy of one sample: whatever the grader does to it, the next is whole."""
    missing = {id(MISSING): MISSING}
    mine = one._replace(answer=deepcopy(one.answer), reference=deepcopy(one.reference, missing))
    before = repr(mine)  # tells True from 1, and one order of keys from another
    try:
        grade = grader.grade(mine)
    except Exception as error:
        raise AssertionError(f"{grader.name} raised {error!r}") from error
    assert repr(mine) == before, f"{grader.name} changed the sample"
    return grade


def scores_are_finite_and_in_range(grader: Grader) -> None:
    for name, one in samples.everything().items():
        grade = graded(grader, one)
        assert grade.score is None or 0.0 <= grade.score <= 1.0, f"{name}: {grade.score}"
        for metric, value in grade.metrics.items():
            assert math.isfinite(value), f"{name}: {metric} is {value}"
            assert value >= 0, f"{name}: {metric} is {value}"
            assert value <= 1 or metric.endswith("_count"), f"{name}: {metric} is {value}"


def metric_names_are_always_the_same(grader: Grader) -> None:
    for name, one in samples.everything().items():
        found = set(graded(grader, one).metrics)
        assert found == set(grader.metric_names), f"{name}: other metric names"
    assert grader.reward_names, "something must make the score"
    assert grader.reward_names <= set(grader.metric_names), "the score is made of metrics"


def metric_names_are_legal_on_the_wire(grader: Grader) -> None:
    try:
        ResultSchema(grader)
    except ValueError as error:
        raise AssertionError(str(error)) from error


def grades_do_not_depend_on_the_batch(grader: Grader) -> None:
    """The same grade again, in another order and after other samples."""
    batch = samples.everything()
    first = {name: graded(grader, one) for name, one in batch.items()}
    again = {name: graded(grader, one) for name, one in reversed(batch.items())}
    for name, grade in first.items():
        assert again[name] == grade, f"{name}: another grade the second time"


def writing_does_not_matter(grader: Grader) -> None:
    """White space and the order of keys, in the answer and in the reference."""
    for calls in (samples.GOLD, samples.HALF_RIGHT, samples.WRONG):
        for name, form in JSON_FORMATS.items():
            for reference in (samples.PLAIN, samples.WITH_FIELDS, *samples.REFERENCES.values()):
                compact = json.dumps(form(calls), separators=(",", ":"))
                airy = json.dumps(turned(form(calls)), indent="\t", separators=(" ,\n", " : "))
                one = graded(grader, sample(compact, reference))
                other = graded(grader, sample(airy, turned(reference)))
                assert alike(one, other), f"{name}: written otherwise, {other} for {one}"


def alike(one: Grade, other: Grade) -> bool:
    """Equal up to the last digits, which are those of the order in which numbers are added."""
    numbers, others = ({"score": g.score or 0.0, **g.metrics} for g in (one, other))
    return (
        one.code == other.code
        and numbers.keys() == others.keys()
        and all(math.isclose(numbers[key], others[key], rel_tol=1e-12) for key in numbers)
    )


def turned(value: JSON) -> JSON:
    """The same JSON value with the keys of each object in reversed order."""
    if isinstance(value, dict):
        return {key: turned(item) for key, item in reversed(value.items())}
    return [turned(item) for item in value] if isinstance(value, list) else value


def gold_scores_one(grader: Grader) -> None:
    """In each answer format and reference form.

    A grader that needs more than calls (`field_match`) leaves plain references unscored, and is
    held to answers that carry the fields.
    """
    plain = graded(grader, sample(samples.ANSWERS["name_arguments/bare"], samples.PLAIN))
    needs_fields = not plain.graded
    scored = 0
    for answer, form in samples.pairs():
        grade = graded(grader, sample(samples.ANSWERS[answer], samples.REFERENCES[form]))
        if grade.graded and (samples.carries(answer, form) or not needs_fields):
            assert grade.score == 1.0, f"{answer} for {form}: {grade.score}, {grade.reason}"
            scored += 1
        assert grade.graded or needs_fields, f"{answer} for {form}: {grade.reason}"
    assert scored, "no reference could be graded"


def silence_is_right_only_where_no_call_is_expected(grader: Grader) -> None:
    for answer in ("", "I can't help with that."):
        for reference in (samples.PLAIN, samples.WITH_FIELDS):
            assert graded(grader, sample(answer, reference)).score in (0.0, None), "paid silence"
        assert graded(grader, sample(answer, [])).score in (1.0, None), "unpaid silence"
    call = samples.ANSWERS["name_arguments/bare"]
    assert graded(grader, sample(call, [])).score in (0.0, None), "a call where none is expected"


def what_cannot_be_graded_is_unscored(grader: Grader) -> None:
    for name, (code, one) in samples.unscored().items():
        grade = graded(grader, one)
        assert grade.score is None, f"{name}: paid {grade.score} instead of unscored"
        assert grade.code == code, f"{name}: {grade.code} instead of {code}"
        assert grade.code in CODES, f"{name}: {grade.code} is no known code"
        assert not any(grade.metrics.values()), f"{name}: metrics of an unscored sample"


def reasons_can_be_read(grader: Grader) -> None:
    for name, one in samples.everything().items():
        grade = graded(grader, one)
        assert grade.reason, f"{name}: no reason"
        assert (grade.code is None) == grade.graded, f"{name}: {grade.code} with {grade.score}"


CHECKS: Final[tuple[Callable[[Grader], None], ...]] = (
    metric_names_are_legal_on_the_wire,
    scores_are_finite_and_in_range,
    metric_names_are_always_the_same,
    grades_do_not_depend_on_the_batch,
    writing_does_not_matter,
    gold_scores_one,
    silence_is_right_only_where_no_call_is_expected,
    what_cannot_be_graded_is_unscored,
    reasons_can_be_read,
)
