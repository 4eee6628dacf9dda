"""Batches of records: order, neighbours, deadline."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders import Grade, Sample
from reward_service.service import BatchTooLargeError, RewardService
from reward_service.settings import Settings
from tests.graders.records.strategies import JSON, RECORDS
from tests.reward_service.conftest import StubGrader, record
from tests.reward_service.wire import read_bare

GOOD = record("good", "0.75")
ANSWERS = st.sampled_from(["0", "0.5", "1", "1.5", "nan", "-1", "inf", "no number", ""])
BATCHES = st.lists(JSON | RECORDS | st.builds(record, JSON, ANSWERS), max_size=5)
SERVICE = RewardService(StubGrader(), Settings())


class Clock:
    """A Lambda context whose remaining time falls by 100 ms with each look at it."""

    aws_request_id = "request-1"

    def __init__(self, remaining_ms: int) -> None:
        self.remaining_ms = remaining_ms

    def get_remaining_time_in_millis(self) -> int:
        self.remaining_ms -= 100
        return self.remaining_ms


def codes(items: list[Any]) -> list[str | None]:
    return [item.get("error_code") for item in items]


@given(BATCHES)
def test_any_batch_gets_one_valid_result_per_record_in_order(batch: list[Any]) -> None:
    before = repr(batch)
    results = read_bare(SERVICE.grade(batch, {}))
    assert len(results) == len(batch)
    assert len({tuple(result.metrics) for result in results}) <= 1
    assert repr(batch) == before
    for position, (given_record, result) in enumerate(zip(batch, results, strict=True)):
        sample_id = given_record.get("id") if isinstance(given_record, dict) else None
        assert result.id in (sample_id, f"unknown-{position}")
        assert result.metrics["graded"] == float(result.error_code is None)


@given(BATCHES)
def test_no_record_touches_its_neighbours(batch: list[Any]) -> None:
    alone = SERVICE.grade([GOOD], {})[0]
    for_all = SERVICE.grade([GOOD, *batch, GOOD], {})
    assert for_all[0] == for_all[-1] == alone
    assert alone["aggregate_reward_score"] == 0.75


@given(BATCHES)
def test_logging_samples_changes_no_result(batch: list[Any]) -> None:
    telling = RewardService(StubGrader(), Settings(log_content=True))
    assert telling.grade(batch, {}) == SERVICE.grade(batch, {})


def test_each_failure_has_its_own_code(service: RewardService) -> None:
    batch = [GOOD, record("prompt", None), {"id": "x"}, "text", record("boom", "no number")]
    items = service.grade(batch, {})
    expected = [None, "no_answer", "malformed_record", "malformed_record", "grader_error"]
    assert codes(items) == expected
    assert [item["id"] for item in items] == ["good", "prompt", "x", "unknown-3", "boom"]


def test_metrics_that_would_break_the_wire_cost_one_record() -> None:
    def count(sample: Sample) -> Grade:
        return Grade(1.0, {"stub_score": 1.0, "word_count": float("inf" if sample.id else 1)})

    items = RewardService(StubGrader(count), Settings()).grade([record(0, "0"), record(1, "1")], {})
    assert codes(items) == [None, "grader_error"]


def test_a_reader_that_fails_costs_one_record(
    service: RewardService, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Any) -> Sample:
        raise RecursionError

    monkeypatch.setattr("reward_service.service.read_record", fail)
    assert codes(service.grade([GOOD, GOOD], {})) == ["malformed_record"] * 2


def test_what_is_left_near_the_deadline_is_returned_unscored() -> None:
    graded: list[Any] = []

    def pay(sample: Sample) -> Grade:
        graded.append(sample.id)
        return Grade(1.0, {"stub_score": 1.0, "word_count": 1.0})

    service = RewardService(StubGrader(pay), Settings(deadline_margin_ms=500))
    batch = [record(number, str(number)) for number in range(5)]
    items = service.grade(batch, Clock(remaining_ms=801))
    assert codes(items) == [None, None, None, "deadline", "deadline"]
    assert [item["id"] for item in items] == [0, 1, 2, 3, 4]
    assert graded == [0, 1, 2]


@pytest.mark.parametrize("context", [None, {}, object()])
def test_without_a_lambda_context_there_is_no_deadline(
    service: RewardService, context: Any
) -> None:
    assert codes(service.grade([GOOD] * 3, context)) == [None] * 3


def test_a_batch_as_large_as_callers_send(service: RewardService) -> None:
    batch = [record(str(number), "1", padding="x" * 40_000) for number in range(128)]
    assert codes(service.grade(batch, {})) == [None] * 128


def test_a_batch_whose_response_lambda_would_refuse_is_refused(service: RewardService) -> None:
    with pytest.raises(BatchTooLargeError, match="send at most"):
        service.grade([GOOD] * 100_000, {})


def test_what_is_too_deep_or_too_long_to_write_costs_nobody() -> None:
    deep: list[Any] = []
    for _ in range(100_000):
        deep = [deep]
    service = RewardService(StubGrader(), Settings(log_content=True))
    batch = [GOOD, {"id": deep}, {"id": 10**5000}, record("x", "1", my_key=deep), GOOD]
    items = service.grade(batch, {})
    assert codes(items) == [None, "malformed_record", "malformed_record", None, None]
    assert [item["id"] for item in items] == ["good", "unknown-1", "unknown-2", "x", "good"]


def test_the_event_is_not_changed(service: RewardService) -> None:
    batch = [record("a", reference_answer={"text": "{}"}, metadata={"k": 1})]
    before = deepcopy(batch)
    service.grade(batch, {})
    assert batch == before
