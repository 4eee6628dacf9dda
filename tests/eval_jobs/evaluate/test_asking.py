from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.evaluate.asking import HOPELESS, Asking
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.journal import Journal
from eval_jobs.evaluate.questions import Dataset
from eval_jobs.models.model import Answer, RequestError
from tests.eval_jobs.datasets.files import record, write_lines

COUNT = 40


class Fake:
    """Answers by the number of the question; None is an answer, else how it fails."""

    def __init__(self, fails: Callable[[int], tuple[str, bool] | None]) -> None:
        self.fails = fails
        self.asked = 0

    def ask(self, record: Mapping[str, Any]) -> Answer:
        self.asked += 1
        failure = self.fails(int(record["id"]))
        if failure is not None:
            raise RequestError(f"no: {failure[0]}", failure[0], lasting=failure[1])
        return Answer("yes", [-0.5], "stop", {"inputTokens": 1})

    def close(self) -> None:
        raise AssertionError("who made it closes it")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    with Journal(tmp_path / "answers.jsonl") as journal:
        yield journal


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def dataset(tmp_path: Path) -> Dataset:
    return Dataset(
        write_lines(tmp_path / "d.jsonl", *(record(n, None) for n in range(COUNT))), print
    )


def ask(model: Fake, journal: Journal, dataset: Dataset, told: list[str]) -> Asking:
    asking = Asking(model, journal, told.append)
    asking.ask(dataset, 1, Stop(), "asked")
    return asking


def test_answers_are_kept_with_all_that_came(
    journal: Journal, dataset: Dataset, told: list[str]
) -> None:
    asking = ask(Fake(lambda _: None), journal, dataset, told)
    assert journal.get("7") == {
        "id": "7",
        "prediction": "yes",
        "logprobs": [-0.5],
        "usage": {"inputTokens": 1},
        "stop_reason": "stop",
    }
    assert (len(journal), asking.open, asking.refused, told) == (COUNT, [], [], [])


def test_what_fails_is_told_and_asked_again(
    journal: Journal, dataset: Dataset, told: list[str]
) -> None:
    fails = {3: ("busy", False), 5: ("long", True)}
    asking = ask(Fake(fails.get), journal, dataset, told)
    assert (asking.open, asking.refused) == (["3"], ["5"])
    assert told == ["3: no: busy", "5: no: long"]
    again = Fake(lambda _: None)
    ask(again, journal, dataset, told)
    assert (again.asked, len(journal)) == (2, COUNT)


@pytest.mark.parametrize("lasting", [True, False])
def test_a_failure_of_one_kind_from_the_start_ends_it(
    journal: Journal, dataset: Dataset, told: list[str], lasting: bool
) -> None:
    model = Fake(lambda _: ("none", lasting))
    with pytest.raises(RequestError, match="no: none"):
        ask(model, journal, dataset, told)
    assert model.asked == len(told) == HOPELESS


def test_failures_of_several_kinds_do_not_end_it(
    journal: Journal, dataset: Dataset, told: list[str]
) -> None:
    model = Fake(lambda n: (str(n % 2), False))
    asking = ask(model, journal, dataset, told)
    assert len(asking.open) == len(told) == COUNT


@pytest.mark.parametrize(("lasting", "asked"), [(True, COUNT), (False, 5 + HOPELESS)])
def test_in_the_middle_only_what_concerns_every_request_ends_it(
    journal: Journal, dataset: Dataset, told: list[str], lasting: bool, asked: int
) -> None:
    model = Fake(lambda n: ("none", lasting) if n >= 5 else None)
    if lasting:
        assert len(ask(model, journal, dataset, told).refused) == COUNT - 5
    else:
        with pytest.raises(RequestError):
            ask(model, journal, dataset, told)
    assert (model.asked, len(journal)) == (asked, 5)


def test_a_row_of_failures_that_is_broken_does_not_end_it(
    journal: Journal, dataset: Dataset, told: list[str]
) -> None:
    asking = ask(Fake(lambda n: ("x", False) if n % 9 else None), journal, dataset, told)
    assert len(asking.open) == COUNT - 5


def test_a_small_dataset_of_which_all_fail_is_an_error(
    journal: Journal, tmp_path: Path, told: list[str]
) -> None:
    small = Dataset(write_lines(tmp_path / "s.jsonl", record(1, None), "{"), told.append)
    with pytest.raises(RequestError):
        ask(Fake(lambda _: ("long", True)), journal, small, told)
