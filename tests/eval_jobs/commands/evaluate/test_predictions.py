"""Answers that come in a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval_jobs.errors import DatasetError
from eval_jobs.results.read import read_runs
from tests.eval_jobs.commands.evaluate.scene import COUNT, outcome, run
from tests.eval_jobs.datasets.files import GOLD, record, write_lines


def test_a_run_holds_every_sample_in_order(data: Path, answers: Path) -> None:
    result = run("--dataset", data, "--predictions", answers)
    assert (result.exit_code, result.stderr) == (0, "")
    folder = Path("runs/evaluations/sft")
    assert f"Written: {folder}\nCompare: toolgrade compare {folder} ANOTHER_RUN" in result.stdout
    assert ["samples", str(COUNT)] in [line.split() for line in result.stdout.splitlines()]
    rows = outcome(folder)
    assert [row["id"] for row in rows] == [f"q{n}" for n in range(COUNT)]
    assert [row["reward"] == 1.0 for row in rows] == [n % 3 == 0 for n in range(COUNT)]
    configuration = json.loads((folder / "configuration.json").read_text())
    assert configuration["grader"] == "tool_call"
    assert configuration["dataset"]["records"] == COUNT
    assert (configuration["model"], configuration["function"]) == (None, None)
    (loaded,) = read_runs(folder)
    assert loaded.name == "sft"
    assert loaded.samples is not None
    assert list(loaded.samples.ids) == [f"q{n}" for n in range(COUNT)]


def test_several_runs_stand_side_by_side_and_as_json(data: Path, answers: Path) -> None:
    arguments = ["--dataset", data, "--predictions", f"base={answers}", "--predictions", answers]
    result = run(*arguments, "--json", "--output", "out")
    base, sft = map(json.loads, result.stdout.splitlines())
    assert (base["name"], sft["name"], sft["path"]) == ("base", "sft", "out/sft")
    assert base["reward"] == sft["reward"] > 0
    assert result.exit_code == 0


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe" * 99, b"no JSON\n[1]\n", b'{"id": "other", "prediction": "x"}\n'],
    ids=["empty", "binary", "text", "other ids"],
)
def test_a_file_without_a_usable_answer_is_an_error_and_no_run(data: Path, content: bytes) -> None:
    Path("odd.jsonl").write_bytes(content)
    result = run("--dataset", data, "--predictions", "odd.jsonl")
    assert isinstance(result.exception, DatasetError)
    assert "odd.jsonl: not one usable answer" in str(result.exception)
    assert not Path("runs").exists()


def test_answers_that_are_missing_or_unknown_are_told_and_cost_no_other(data: Path) -> None:
    lines = [{"id": f"q{n}", "prediction": GOLD} for n in range(5, COUNT)]
    path = write_lines(Path("x.jsonl"), *lines, {"id": "odd", "prediction": GOLD}, "{")
    result = run("--dataset", data, "--predictions", path)
    assert result.exit_code == 1
    assert "1 answers to ids not in" in result.stderr
    assert "x.jsonl:147:2: not JSON" in result.stderr
    assert "5 samples unscored (no_answer), such as q0, q1, q2\n" in result.stderr
    rows = outcome(Path("runs/evaluations/x"))
    assert [row["code"] for row in rows] == ["no_answer"] * 5 + [None] * (COUNT - 5)
    assert len({tuple(row["metrics"]) for row in rows}) == 1
    assert rows[0]["inference"] is None
    again = run("--dataset", data, "--predictions", path)
    assert (again.exit_code, again.stderr) == (1, result.stderr)


def test_odd_records_have_rows_too(tmp_path: Path) -> None:
    dataset = write_lines(
        tmp_path / "odd.jsonl", record("a", None), record("a", None), "{", record(None, None)
    )
    names = ("a", "a#2", "line-3", "line-4")
    answers = write_lines(
        tmp_path / "all.jsonl", *({"id": name, "prediction": GOLD} for name in names)
    )
    result = run("--dataset", dataset, "--predictions", answers)
    assert result.exit_code == 1
    assert "3 ids were missing or taken; new: a#2, line-3, line-4" in result.stderr
    rows = outcome(Path("runs/evaluations/all"))
    assert [(row["id"], row["reward"], row["code"]) for row in rows] == [
        ("a", 1.0, None),
        ("a#2", 1.0, None),
        ("line-3", None, "malformed_record"),
        ("line-4", 1.0, None),
    ]


def test_answers_may_be_messages_and_carry_log_probabilities(tmp_path: Path) -> None:
    dataset = write_lines(tmp_path / "d.jsonl", *(record(name, None) for name in "abc"))
    call = {"function": {"name": "f", "arguments": '{"a": 1}'}}
    lines = [
        {"id": "a", "prediction": {"tool_calls": [call]}, "logprobs": [-0.5, -1.5]},
        {"id": "b", "prediction": [{"toolUse": {"name": "f", "input": {"a": 1}}}]},
        {"id": "c", "prediction": {"role": "assistant", "content": GOLD}},
    ]
    result = run("--dataset", dataset, "--predictions", write_lines(tmp_path / "p.jsonl", *lines))
    assert result.exit_code == 0
    (loaded,) = read_runs(Path("runs/evaluations/p"))
    assert loaded.samples is not None
    assert list(loaded.samples.reward) == [1.0, 1.0, 1.0]
    assert loaded.samples.confidence[0] == pytest.approx(2.718281828**-1)
    details = list(loaded.details())
    assert details[0].record["messages"][-1]["tool_calls"] == [call]
