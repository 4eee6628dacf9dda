"""Answers that a batch repeats: graded once, and only where nothing but the id differs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from graders.records import read_record
from reward_service.repeats import Repeats
from reward_service.service import RewardService
from reward_service.settings import Settings
from tests.reward_service.conftest import StubGrader, record

if TYPE_CHECKING:
    from graders import Grade, Sample


class Counting(StubGrader):
    """Remembers the ids of the samples that it was asked to grade."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[Any] = []

    def grade(self, sample: Sample) -> Grade:
        self.asked.append(sample.id)
        return super().grade(sample)


def asked_for(*records: Any) -> list[Any]:
    grader = Counting()
    repeats = Repeats(grader)
    for one in records:
        assert repeats.grade(one, read_record(one)) == StubGrader().grade(read_record(one))
    return grader.asked


def test_a_repeated_answer_is_graded_once() -> None:
    one, other = "0.5", "0.25"
    batch = [record("a", one), record("b", other), record("c", one), record("d", one)]
    assert asked_for(*batch) == ["a", "b"]


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ({"reference_answer": [1]}, {"reference_answer": [True]}),
        ({"reference_answer": [1]}, {"reference_answer": [1.0]}),
        ({"reference_answer": []}, {}),
        ({"tools": [{"name": "f"}]}, {"tools": [{"name": "g"}]}),
        ({"metadata": {"level": "easy"}}, {"metadata": {"level": "hard"}}),
    ],
)
def test_the_same_answer_to_anything_else_is_graded_anew(mine: Any, theirs: Any) -> None:
    assert asked_for(record("a", **mine), record("b", **theirs)) == ["a", "b"]


def test_records_without_an_answer_are_no_repeats_of_one_another() -> None:
    rows = [record("a", None, level=1), record("b", None, level=2)]
    assert asked_for(*rows) == ["a", "b"]


def test_a_record_too_deep_to_compare_is_graded_anew() -> None:
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    assert asked_for(record("a", notes=deep), record("b", notes=deep)) == ["a", "b"]


def test_a_batch_is_no_memory_of_the_next() -> None:
    grader = Counting()
    service = RewardService(grader, Settings())
    for _ in range(2):
        items = service.grade([record("a"), record("b")], {})
        assert [item["id"] for item in items] == ["a", "b"]
        assert items[0]["metrics_list"] == items[1]["metrics_list"]
    assert grader.asked == ["a", "a"]
