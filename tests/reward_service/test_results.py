"""Grades as result items."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest

from graders import Grade
from reward_service.results import LAMBDA_PAYLOAD_BYTES, ResultSchema, echo
from tests.reward_service.conftest import StubGrader

SCHEMA = ResultSchema(StubGrader())
METRICS = {"stub_score": 0.25, "word_count": 3}


def item_of(grade: Grade) -> Any:
    (item,) = SCHEMA.items(["a"], [grade])
    return item


def test_a_graded_sample() -> None:
    assert item_of(Grade(0.25, METRICS)) == {
        "id": "a",
        "aggregate_reward_score": 0.25,
        "metrics_list": [
            {"name": "graded", "value": 1.0, "type": "Metric"},
            {"name": "stub_score", "value": 0.25, "type": "Reward"},
            {"name": "word_count", "value": 3.0, "type": "Metric"},
        ],
    }


def test_an_unscored_sample_has_the_same_metrics_and_says_why() -> None:
    item = item_of(Grade.unscored("no_answer", "none", METRICS))
    assert item == {
        "id": "a",
        "aggregate_reward_score": 0.0,
        "metrics_list": [
            {"name": "graded", "value": 0.0, "type": "Metric"},
            {"name": "stub_score", "value": 0.0, "type": "Reward"},
            {"name": "word_count", "value": 0.0, "type": "Metric"},
        ],
        "error_code": "no_answer",
    }


def test_values_are_plain_floats_whatever_a_grader_counts_with() -> None:
    item = item_of(Grade(True, {"stub_score": True, "word_count": 2}))
    values = [metric["value"] for metric in item["metrics_list"]]
    assert {type(value) for value in [*values, item["aggregate_reward_score"]]} == {float}


def test_a_batch_has_the_items_that_its_samples_have_alone() -> None:
    rows = [METRICS, {"stub_score": 1, "word_count": 3.0}, {"stub_score": True, "word_count": 0}]
    grades = [*(Grade(0.25, row) for row in rows), Grade.unscored("no_answer", "none", METRICS)]
    assert SCHEMA.items(["a"] * 4, grades) == [item_of(grade) for grade in grades]
    assert [item["id"] for item in SCHEMA.items([None] * 4, grades)][3] == "unknown-3"


def test_a_later_batch_is_not_changed_through_an_earlier_one() -> None:
    first = item_of(Grade(0.25, METRICS))
    for entry in first["metrics_list"]:
        entry["value"] = 9.0
    assert item_of(Grade(0.25, METRICS))["metrics_list"][1]["value"] == 0.25


@pytest.mark.parametrize(
    "names",
    [
        ("graded",),
        ("reward",),
        ("reward_score",),
        ("lambda_f1",),
        ("tool.f1",),
        ("tool f1",),
        ("",),
        ("f1", "f1"),
    ],
)
def test_metric_names_that_aws_would_mangle_are_refused_at_the_start(names: Any) -> None:
    grader = StubGrader()
    grader.metric_names = names
    with pytest.raises(ValueError, match=r"grader 'stub': metric names must be unique"):
        ResultSchema(grader)


@pytest.mark.parametrize("sample_id", ["a", "", "Zürich", "unknown-9", 7, 0, 1.5, False, ["a"]])
def test_ids_are_echoed_as_given(sample_id: Any) -> None:
    assert echo(sample_id, 3) == sample_id
    assert type(echo(sample_id, 3)) is type(sample_id)


@pytest.mark.parametrize("sample_id", [None, "\ud800", math.nan, {"a": "\udfff"}, [math.inf], {1}])
def test_an_id_that_json_cannot_carry_is_named_by_its_position(sample_id: Any) -> None:
    assert echo(sample_id, 3) == "unknown-3"


def test_the_largest_batch_fits_into_lambdas_response_even_encoded_twice() -> None:
    number = -1.2345678901234567e-300
    worst = Grade(number, dict.fromkeys(METRICS, number), code="malformed_reference")
    items = SCHEMA.items(["i" * 128] * SCHEMA.max_items, [worst] * SCHEMA.max_items)
    assert len(json.dumps(json.dumps(items))) <= LAMBDA_PAYLOAD_BYTES
    assert SCHEMA.max_items > 128
