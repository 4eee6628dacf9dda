from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from eval_jobs.datasets.answers import join_answers, read_answers
from eval_jobs.errors import DatasetError
from tests.eval_jobs.datasets.files import record, write_lines


def join(folder: Path, dataset: list[Any], answers: list[Any]) -> tuple[list[Any], list[str]]:
    """The joined records, and what was reported."""
    problems: list[str] = []
    data = write_lines(folder / "data.jsonl", *dataset)
    replies = write_lines(folder / "answers.jsonl", *answers)
    return list(join_answers(data, replies, problems.append)), problems


def last_turn(located: Any) -> tuple[str, Any]:
    turn = located.record["messages"][-1]
    return turn["role"], turn["content"]


def test_each_record_gets_the_answer_of_its_id_as_last_turn(tmp_path: Path) -> None:
    dataset = [record("a", None), record("b", None)]
    answers = [{"id": "b", "prediction": "B"}, {"id": "a", "prediction": "A", "seconds": 1}]
    joined, problems = join(tmp_path, dataset, answers)
    assert [last_turn(one) for one in joined] == [("assistant", "A"), ("assistant", "B")]
    assert joined[0].record["messages"][:-1] == dataset[0]["messages"]
    assert joined[0].record["reference_answer"] == dataset[0]["reference_answer"]
    assert joined[1].place.endswith("data.jsonl:2")
    assert problems == []


@pytest.mark.parametrize(
    ("prediction", "turn"),
    [
        ("text", {"role": "assistant", "content": "text"}),
        ("", {"role": "assistant", "content": ""}),
        ({"content": "x"}, {"role": "assistant", "content": "x"}),
        ({"tool_calls": []}, {"role": "assistant", "tool_calls": []}),
        ({"role": "nova", "content": None}, {"role": "assistant", "content": None}),
        ([{"toolUse": {}}], {"role": "assistant", "content": [{"toolUse": {}}]}),
    ],
)
def test_a_prediction_may_be_a_message_or_blocks(
    tmp_path: Path, prediction: Any, turn: Any
) -> None:
    (joined,), problems = join(
        tmp_path, [record("a", None)], [{"id": "a", "prediction": prediction}]
    )
    assert joined.record["messages"][-1] == turn
    assert problems == []


def test_log_probabilities_beside_a_prediction_are_kept(tmp_path: Path) -> None:
    lines = [{"id": "a", "prediction": "A", "logprobs": [-1]}, {"id": 7, "prediction": "B"}]
    answers = read_answers(write_lines(tmp_path / "answers.jsonl", *lines), print)
    assert answers == {"a": ("A", [-1]), "7": ("B", None)}


@pytest.mark.parametrize(("one", "other"), [(7, "7"), ("7", 7)])
def test_ids_are_matched_as_text(tmp_path: Path, one: Any, other: Any) -> None:
    joined, problems = join(tmp_path, [record(one, None)], [{"id": other, "prediction": "A"}])
    assert last_turn(joined[0]) == ("assistant", "A")
    assert problems == []


def test_a_record_without_an_answer_stays_as_it_is(tmp_path: Path) -> None:
    dataset = [record("a", None), record(None, None)]
    joined, problems = join(tmp_path, dataset, [])
    assert [one.record for one in joined] == dataset
    assert problems == []


def test_an_answer_is_used_once(tmp_path: Path) -> None:
    joined, _ = join(tmp_path, [record("a", None)] * 2, [{"id": "a", "prediction": "A"}])
    assert [last_turn(one) for one in joined] == [("assistant", "A"), ("user", "Do f.")]


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ('{"id":', "answers.jsonl:2:7: not JSON"),
        ("5", "answers.jsonl:2:1: a record is a JSON object"),
        ({"id": "x"}, 'answers.jsonl:2: an answer has an "id" and a "prediction"'),
        ({"prediction": "x"}, 'answers.jsonl:2: an answer has an "id" and a "prediction"'),
        ({"id": None, "prediction": "x"}, "answers.jsonl:2: an answer has an"),
        ({"id": "a", "prediction": "x"}, "answers.jsonl:2: a second answer to id 'a'"),
        ({"id": "x", "prediction": None}, "answers.jsonl:2: the prediction is null"),
    ],
)
def test_a_bad_answer_is_reported_and_costs_no_other(
    tmp_path: Path, bad: Any, problem: str
) -> None:
    answers = [{"id": "a", "prediction": "A"}, bad, {"id": "b", "prediction": "B"}]
    joined, problems = join(tmp_path, [record("a", None), record("b", None)], answers)
    assert [last_turn(one) for one in joined] == [("assistant", "A"), ("assistant", "B")]
    assert len(problems) == 1
    assert problem in problems[0]


def test_answers_in_a_json_list_may_hold_anything(tmp_path: Path) -> None:
    answers = tmp_path / "answers.json"
    answers.write_text('[5, {"id": "a", "prediction": "A"}]')
    problems: list[str] = []
    data = write_lines(tmp_path / "data.jsonl", record("a", None))
    (joined,) = join_answers(data, answers, problems.append)
    assert last_turn(joined) == ("assistant", "A")
    assert problems == [f'{answers}[0]: an answer has an "id" and a "prediction"']


def test_a_broken_line_of_the_dataset_costs_no_other(tmp_path: Path) -> None:
    joined, problems = join(tmp_path, ["{", record("a", None)], [{"id": "a", "prediction": "A"}])
    assert joined[0].error is not None
    assert last_turn(joined[1]) == ("assistant", "A")
    assert problems == []


@pytest.mark.parametrize("messages", [{}, {"messages": "text"}])
def test_a_record_without_messages_cannot_be_answered(tmp_path: Path, messages: Any) -> None:
    bad = {"id": "a", "prompt": "Do f.", **messages}
    joined, problems = join(tmp_path, [bad], [{"id": "a", "prediction": "A"}])
    assert joined[0].record is None
    assert joined[0].error.endswith("data.jsonl:1: to be answered, a record needs 'messages'")
    assert problems == []


def test_answers_left_over_are_reported_with_some_ids(tmp_path: Path) -> None:
    answers = [{"id": name, "prediction": ""} for name in "avwxyz"]
    joined, problems = join(tmp_path, [record("a", None)], answers)
    assert last_turn(joined[0]) == ("assistant", "")
    assert len(problems) == 1
    assert "5 answers to ids not in " in problems[0]
    assert problems[0].endswith("such as v, w, x")


def test_a_missing_file_of_answers_is_a_clear_error(tmp_path: Path) -> None:
    data = write_lines(tmp_path / "data.jsonl", record("a", None))
    with pytest.raises(DatasetError, match=r"cannot read .*no\.jsonl"):
        list(join_answers(data, tmp_path / "no.jsonl", print))
