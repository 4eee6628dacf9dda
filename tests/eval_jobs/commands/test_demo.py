from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.demo import BATCH, demo
from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.local_lambda.errors import BuildError
from tests.eval_jobs.datasets.files import record, write_lines

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import MakeBuild

APP = typer.Typer()
APP.command()(demo)

# Pays 1.0 for the answer "yes"; says how large its batch was, and leaves records that nobody
# answered unscored.
FUNCTION = """
def handler(event, context):
    return [grade(record, len(event)) for record in event]

def grade(record, size):
    last = record["messages"][-1]
    graded = float(last["role"] == "assistant")
    metrics = {"graded": graded, "size": float(size)}
    item = {"id": record["id"], "aggregate_reward_score": float(last["content"] == "yes"),
            "metrics_list": [{"name": n, "value": v, "type": "Metric"} for n, v in metrics.items()]}
    return item if graded else {**item, "error_code": "no_answer"}
"""
SAMPLES = BATCH + 1


@pytest.fixture
def example(tmp_path: Path) -> Path:
    """Answers of two runs, of which `good` left the last question open."""
    folder = tmp_path / "example"
    (folder / "answers").mkdir(parents=True)
    write_lines(folder / "test.jsonl", *(record(n, None) for n in range(SAMPLES)))
    bad = [{"id": n, "prediction": "no"} for n in range(SAMPLES)]
    good = [{"id": n, "prediction": "yes"} for n in range(SAMPLES - 1)]
    write_lines(folder / "answers" / "bad.jsonl", *bad)
    write_lines(folder / "answers" / "good.jsonl", *good)
    return folder


def run(example: Path, output: Path, build: Path) -> Result:
    arguments = ["--example", example, "--output", output, "--build", build]
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def test_both_answer_sets_are_graded_and_shown(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    output = tmp_path / "runs" / "demo"
    result = run(example, output, make_build(FUNCTION))
    words = [line.split() for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert ["good", "bad"] in words
    assert ["samples", str(SAMPLES), str(SAMPLES)] in words
    assert ["no_answer", "1", "0"] in words
    assert ["reward", "1.000", "0.000"] in words
    assert f"{output}/good.jsonl, {output}/bad.jsonl\n" in result.stdout
    assert result.stderr == ""


def test_there_is_a_row_for_each_sample_in_order(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    run(example, tmp_path, make_build(FUNCTION))
    rows = [json.loads(line) for line in (tmp_path / "good.jsonl").read_text().splitlines()]
    assert [row["id"] for row in rows] == list(range(SAMPLES))
    assert [row["metrics"]["size"] for row in rows] == [BATCH] * BATCH + [1]
    assert [row["reward"] for row in rows] == [1.0] * (SAMPLES - 1) + [None]
    assert rows[-1]["code"] == "no_answer"


def test_a_second_demo_replaces_the_rows(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    build = make_build(FUNCTION)
    run(example, tmp_path, build)
    before = (tmp_path / "bad.jsonl").read_text()
    run(example, tmp_path, build)
    assert (tmp_path / "bad.jsonl").read_text() == before


def test_a_missing_build_says_how_to_make_one_and_leaves_nothing(
    example: Path, tmp_path: Path
) -> None:
    result = run(example, tmp_path / "output", tmp_path / "nowhere")
    assert isinstance(result.exception, BuildError)
    assert "nowhere: run 'make build'" in str(result.exception)
    assert not (tmp_path / "output").exists()


def test_a_folder_without_answers_is_an_error(tmp_path: Path) -> None:
    result = run(tmp_path, tmp_path, tmp_path)
    assert isinstance(result.exception, DatasetError)
    assert "run this from the repository" in str(result.exception)


def test_answers_to_another_dataset_are_refused(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    write_lines(example / "answers" / "good.jsonl", {"id": "other", "prediction": "yes"})
    result = run(example, tmp_path, make_build(FUNCTION))
    assert isinstance(result.exception, DatasetError)
    assert "1 answers to ids not in" in str(result.exception)


def test_a_function_error_is_shown(example: Path, tmp_path: Path, make_build: MakeBuild) -> None:
    source = "def handler(event, context): raise ValueError('boom')"
    result = run(example, tmp_path, make_build(source))
    assert isinstance(result.exception, ToolgradeError)
    assert "RewardFunction failed: " in str(result.exception)
    assert "boom" in str(result.exception)


def test_an_output_that_cannot_be_written_is_an_error(
    example: Path, tmp_path: Path, make_build: MakeBuild
) -> None:
    (tmp_path / "file").touch()
    result = run(example, tmp_path / "file", make_build(FUNCTION))
    assert isinstance(result.exception, ToolgradeError)
    assert "cannot write " in str(result.exception)
