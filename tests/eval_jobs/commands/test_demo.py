from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.demo import demo
from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.local_lambda.errors import BuildError
from tests.eval_jobs.datasets.files import record, write_lines

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import MakeBuild

APP = typer.Typer()
APP.command()(demo)

# Pays 1.0 for the answer "yes"; leaves records that nobody answered unscored.
FUNCTION = """
def handler(event, context):
    return [grade(record) for record in event]

def grade(record):
    last = record["messages"][-1]
    graded = float(last["role"] == "assistant")
    metrics = [{"name": "graded", "value": graded, "type": "Metric"}]
    item = {"id": record["id"], "aggregate_reward_score": float(last["content"] == "yes"),
            "metrics_list": metrics}
    return item if graded else {**item, "error_code": "no_answer"}
"""
_ANSWERS = ("no", "yes")
SAMPLES = 70
"""More than one batch."""


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Answers of three runs, of which `rft` left the last question open."""
    folder = tmp_path / "example"
    (folder / "answers").mkdir(parents=True)
    questions = [record(f"q{n}", None, question_type="ab"[n % 2]) for n in range(SAMPLES)]
    for question in questions:
        question["messages"][0]["content"] += question["id"]
    write_lines(folder / "test.jsonl", *questions)
    right = {"base": 0, "sft": SAMPLES // 2, "rft": SAMPLES}
    for name, count in right.items():
        answers = [{"id": f"q{n}", "prediction": _ANSWERS[n < count]} for n in range(SAMPLES)]
        write_lines(folder / "answers" / f"{name}.jsonl", *answers[: SAMPLES - (name == "rft")])
    return folder


def run(example: Path, output: Path, build: Path) -> Result:
    arguments = ["--example", example, "--output", output, "--build", build]
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def rows(run_folder: Path) -> list[dict[str, Any]]:
    lines = (run_folder / "eval_results" / "inference_output.jsonl").read_text().splitlines()
    return [json.loads(line) for line in lines]


def test_the_checkpoints_are_graded_and_compared(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    output = tmp_path / "runs" / "demo"
    result = run(example, output, make_build(FUNCTION))
    said = " ".join(result.stdout.split())
    assert result.exit_code == 1
    assert "rft: 1 samples unscored (no_answer), such as q69\n" in result.stderr
    assert f"3 runs on {SAMPLES} samples, joined by id" in said
    assert "Unscored: 1 of rft" in said
    assert "rft is better than base: reward +1.000" in said
    assert "beside the run before it, tested by itself: rft is better" in said
    assert "rft is better than sft: reward +0.493" in said
    assert "Reward by question_type" in said
    assert f"{output}/base, {output}/sft, {output}/rft\n" in result.stdout
    assert f"{output}/report/report.html\n" in result.stdout
    assert (output / "report" / "report.html").is_file()


def test_the_runs_hold_a_row_for_each_sample_in_order(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    run(example, tmp_path / "demo", make_build(FUNCTION))
    rft = rows(tmp_path / "demo" / "rft")
    assert [row["id"] for row in rft] == [f"q{n}" for n in range(SAMPLES)]
    assert [row["reward"] for row in rft] == [1.0] * (SAMPLES - 1) + [None]
    assert rft[-1]["code"] == "no_answer"


def test_a_second_demo_replaces_the_runs(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    build = make_build(FUNCTION)
    run(example, tmp_path / "demo", build)
    before = rows(tmp_path / "demo" / "base")
    run(example, tmp_path / "demo", build)
    assert rows(tmp_path / "demo" / "base") == before


def test_what_is_no_demo_stays(example: Path, tmp_path: Path, make_build: MakeBuild) -> None:
    output = tmp_path / "mine"
    (output / "sft").mkdir(parents=True)
    (output / "sft" / "configuration.json").write_text("{}")
    result = run(example, output, make_build(FUNCTION))
    assert isinstance(result.exception, ToolgradeError)
    assert "mine holds something else: choose another --output" in str(result.exception)
    assert (output / "sft" / "configuration.json").read_text() == "{}"


def test_a_missing_build_says_how_to_make_one_and_leaves_nothing(
    example: Path, tmp_path: Path
) -> None:
    result = run(example, tmp_path / "output", tmp_path / "nowhere")
    assert isinstance(result.exception, BuildError)
    assert "nowhere: run 'make build'" in str(result.exception)
    assert not (tmp_path / "output").exists()


def test_a_folder_without_a_checkpoint_s_answers_is_an_error(example: Path, tmp_path: Path) -> None:
    (example / "answers" / "sft.jsonl").unlink()
    result = run(example, tmp_path, tmp_path)
    assert isinstance(result.exception, DatasetError)
    assert "answers/sft.jsonl: run this from the repository" in str(result.exception)


def test_answers_to_another_dataset_are_reported(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    write_lines(example / "answers" / "sft.jsonl", {"id": "other", "prediction": "yes"})
    result = run(example, tmp_path / "demo", make_build(FUNCTION))
    assert result.exit_code == 1
    assert "1 answers to ids not in" in result.stderr


def test_a_function_error_is_shown(example: Path, tmp_path: Path, make_build: MakeBuild) -> None:
    source = "def handler(event, context): raise ValueError('boom')"
    result = run(example, tmp_path / "demo", make_build(source))
    assert isinstance(result.exception, ToolgradeError)
    assert "RewardFunction failed: ValueError: boom" in str(result.exception)


def test_an_output_that_cannot_be_written_is_an_error(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    (tmp_path / "file").touch()
    result = run(example, tmp_path / "file", make_build(FUNCTION))
    assert isinstance(result.exception, ToolgradeError)
    assert "cannot write" in str(result.exception)
