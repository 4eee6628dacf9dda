from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.errors import DatasetError
from eval_jobs.evaluate.questions import Dataset, Question, _distinct
from tests.eval_jobs.datasets.files import record, write_lines


def read(folder: Path, *lines: Any) -> tuple[Dataset, list[str]]:
    problems: list[str] = []
    return Dataset(write_lines(folder / "data.jsonl", *lines), problems.append), problems


def test_questions_come_in_order_as_often_as_wanted(tmp_path: Path) -> None:
    records = [record("a", None), record(7, None, subject="x")]
    dataset, problems = read(tmp_path, *records)
    questions = [Question("a", records[0]), Question("7", records[1])]
    assert (list(dataset), list(dataset), len(dataset)) == (questions, questions, 2)
    assert (problems, dataset.renamed) == ([], [])


@pytest.mark.parametrize(
    ("given", "ids"),
    [
        (["a", "a", "a"], ["a", "a#2", "a#3"]),
        (["a", "a", "a#2"], ["a", "a#3", "a#2"]),
        ([None, "b", None], ["line-1", "b", "line-3"]),
        ([None, "line-1"], ["line-1#2", "line-1"]),
        (["7", 7, True], ["7", "7#2", "True"]),
        (["\ud800", ["x"]], ["line-1", "['x']"]),
        ([float("nan")], ["line-1"]),
    ],
)
def test_every_record_has_an_id_of_its_own(
    tmp_path: Path, given: list[Any], ids: list[str]
) -> None:
    dataset, problems = read(tmp_path, *(record(one, None) for one in given))
    assert dataset.ids == ids
    assert [question.record["id"] for question in dataset][:1] == given[:1] or given[0] != given[0]
    assert problems == []


@given(st.lists(st.none() | st.sampled_from(["a", "a#2", "a#3", "line-1", "line-2", "line-1#2"])))
def test_ids_are_distinct_and_the_first_of_an_id_keeps_it(given: list[str | None]) -> None:
    ids = _distinct(given)
    assert len(set(ids)) == len(ids) == len(given)
    for name in set(given) - {None}:
        assert ids[given.index(name)] == name


def test_the_digest_is_that_of_the_content(tmp_path: Path) -> None:
    one = {"id": "a", "messages": [], "x": {"b": 1, "a": "é"}}
    turned = dict(reversed(one.items()))
    spaced = json.dumps(turned, indent=None, separators=(" , ", " : "), ensure_ascii=False)
    first, second = read(tmp_path, one)[0].sha256, read(tmp_path, spaced, "")[0].sha256
    other = read(tmp_path, {**one, "x": {"b": 1, "a": "e"}})[0].sha256
    assert first == second != other
    assert first != read(tmp_path, one, one)[0].sha256


DEEP = json.dumps({"id": "b", "messages": []})[:-1] + ', "x": ' + "[" * 900 + "]" * 900 + "}"


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("{", "data.jsonl:2:2: not JSON"),
        ({"id": "b", "prompt": "x"}, "data.jsonl:2: to be answered, a record needs 'messages'"),
        (DEEP, "data.jsonl:2: nested too deep"),
    ],
    ids=["broken", "no messages", "deep"],
)
def test_a_record_that_cannot_be_answered_costs_no_other(
    tmp_path: Path, line: Any, problem: str
) -> None:
    dataset, problems = read(tmp_path, record("a", None), line, record("c", None))
    assert dataset.answerable == ["a", "c"]
    assert [question.error is None for question in dataset] == [True, False, True]
    assert len(problems) == 1
    assert problem in problems[0]


def test_a_file_that_changes_meanwhile_is_told(tmp_path: Path) -> None:
    dataset, _ = read(tmp_path, record("a", None))
    write_lines(dataset.path, record("a", None), record("b", None))
    with pytest.raises(DatasetError, match="was changed while"):
        list(dataset)


@pytest.mark.parametrize(
    ("name", "problem"),
    [("-", "standard input"), ("no.jsonl", "cannot read"), ("empty.jsonl", "no records in")],
)
def test_what_is_no_dataset_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, problem: str
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "empty.jsonl").touch()
    with pytest.raises(DatasetError, match=problem):
        Dataset(Path(name), print)
