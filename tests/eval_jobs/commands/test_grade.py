from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.grade import SHOWN, grade
from eval_jobs.configuration import VARIABLE
from eval_jobs.errors import ConfigError, DatasetError
from graders import available, load
from graders.tool_selection import ToolSelectionGrader
from tests.eval_jobs.datasets.files import GOLD, record, write_lines

ROOT = Path(__file__).parents[3]
APP = typer.Typer()
APP.command()(grade)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    monkeypatch.setenv("COLUMNS", "80")


def run(*arguments: str | Path, stdin: bytes | None = None) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments], input=stdin)


def rows_of(result: Result) -> list[dict[str, Any]]:
    def refuse(constant: str) -> None:
        raise AssertionError(f"{constant} is no JSON")

    return [json.loads(line, parse_constant=refuse) for line in result.stdout.splitlines()]


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "data.jsonl", record("right"), record("wrong", "[]"))


def test_rows_carry_what_the_grader_says(data: Path) -> None:
    result = run(data, "--json")
    right, wrong = rows_of(result)
    assert (result.exit_code, result.stderr) == (0, "")
    assert (right["id"], right["reward"], right["code"]) == ("right", 1.0, None)
    assert (wrong["id"], wrong["code"]) == ("wrong", None)
    assert wrong["reward"] < 0.5
    assert list(right["metrics"]) == list(load("tool_call").metric_names)
    components = ["json_parsability", "tool_f1", "tool_sequence", "tool_parameters", "exact_match"]
    assert all(name in right["reason"] for name in components)


def test_a_table_shows_each_sample_and_the_summary(data: Path) -> None:
    result = run(data)
    words = [line.split() for line in result.stdout.splitlines()]
    assert ["right", "1.000", "1.000", "1.000", "1.000", "1.000", "1.000"] in words
    assert ["samples", "2"] in words
    assert ["micro_recall", "0.500"] in words
    assert "wrong: reward = " in result.stdout
    assert f"tool_call on {data}\n" in result.stdout
    assert "\x1b" not in result.stdout


@pytest.mark.parametrize("more", [0, 1])
def test_many_samples_are_only_summed_up(tmp_path: Path, more: int) -> None:
    path = write_lines(tmp_path / "data.jsonl", *(record(f"id{n}") for n in range(SHOWN + more)))
    result = run(path)
    for shown in ("id0 ", f"id{SHOWN - 1} "):
        assert (shown in result.stdout) is not bool(more)
    assert ("add --json" in result.stdout) is bool(more)
    assert ["samples", str(SHOWN + more)] in [line.split() for line in result.stdout.splitlines()]


@pytest.mark.parametrize("event", sorted(ROOT.glob("events/*.json")), ids=lambda path: path.stem)
def test_events_of_every_caller_are_graded(event: Path) -> None:
    content = json.loads(event.read_text())
    if isinstance(content, dict):
        content = content.get("trajectories", [content])
    result = run(event, "--json")
    rows = rows_of(result)
    assert len(rows) == len(content)
    nothing_scored = all(row["reward"] is None for row in rows)
    assert result.exit_code == int("malformed_record" in result.stdout or nothing_scored)


def test_a_line_that_is_not_json_costs_no_neighbour(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", record("a"), '{"id": "b",}', record("c"))
    result = run(path, "--json")
    first, broken, third = rows_of(result)
    assert result.exit_code == 1
    assert (first["reward"], third["reward"]) == (1.0, 1.0)
    assert (broken["id"], broken["code"]) == (f"{path}:2", "malformed_record")
    assert result.stderr.startswith(f"{path}:2:12: not JSON: ")
    assert result.stderr.count(str(path)) == 1
    assert set(broken["metrics"]) == set(first["metrics"])


def test_a_record_that_no_one_knows_says_which_are_known(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", {"id": "x", "conversation": []}, record("c"))
    result = run(path, "--json")
    unknown, known = rows_of(result)
    assert result.exit_code == 1
    assert (unknown["id"], unknown["code"], known["reward"]) == ("x", "malformed_record", 1.0)
    assert result.stderr.startswith(f"{path}:1: no known record has these keys: 'id', 'conv")
    assert "Known: chat {messages" in result.stderr


@pytest.mark.parametrize("event", ["5", "{}", '"text"', '{"body": []}'])
def test_an_event_that_no_one_knows_is_a_problem(tmp_path: Path, event: str) -> None:
    path = tmp_path / "event.json"
    path.write_text(event)
    result = run(path)
    assert result.exit_code == 1
    assert f"{path}[0]: " in result.stderr


def test_an_unscored_sample_is_no_failure(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", record("a", None), record("b"))
    result = run(path, "--json")
    assert (result.exit_code, result.stderr) == (0, "")
    assert [(row["reward"], row["code"]) for row in rows_of(result)] == [
        (None, "no_answer"),
        (1.0, None),
    ]


@pytest.mark.parametrize(
    "defect", [ZeroDivisionError("odd"), {"tool_f1": math.nan}], ids=["raises", "nan"]
)
def test_a_graders_defect_is_a_failure(
    data: Path, monkeypatch: pytest.MonkeyPatch, defect: Any
) -> None:
    measure = ToolSelectionGrader.measure

    def broken(self: ToolSelectionGrader, case: Any) -> dict[str, float]:
        if case.sample.id == "right" and isinstance(defect, Exception):
            raise defect
        metrics = measure(self, case)
        return {**metrics, "tool_recall": math.nan} if case.sample.id == "right" else metrics

    monkeypatch.setattr(ToolSelectionGrader, "measure", broken)
    result = run(data, "--grader", "tool_selection", "--json")
    first, second = rows_of(result)
    assert result.exit_code == 1
    assert (first["code"], second["code"]) == ("grader_error", None)
    assert result.stderr.startswith(f"{data}:1: ")


def test_a_reader_that_raises_costs_one_record(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(_: Any) -> None:
        raise RecursionError("too deep")

    monkeypatch.setattr("eval_jobs.commands.grade.read_record", read)
    result = run(data, "--json")
    assert [row["code"] for row in rows_of(result)] == ["malformed_record"] * 2
    assert f"{data}:2: too deep\n" in result.stderr


@pytest.mark.parametrize("identifier", ["\ud800", "[bold]\x1b[2J", "", 0, False])
def test_odd_ids_survive_as_json(tmp_path: Path, identifier: Any) -> None:
    path = write_lines(tmp_path / "data.jsonl", record(identifier))
    assert rows_of(run(path, "--json"))[0]["id"] == identifier


@pytest.mark.parametrize("identifier", [None, math.nan, [math.inf]])
def test_a_record_without_a_usable_id_is_named_by_its_place(
    tmp_path: Path, identifier: Any
) -> None:
    path = write_lines(tmp_path / "data.jsonl", record(identifier), record("b"))
    assert [row["id"] for row in rows_of(run(path, "--json"))] == [f"{path}:1", "b"]


def test_nothing_of_a_record_moves_the_cursor(tmp_path: Path) -> None:
    evil = "\x1b[2J\x07[bold]\u202e"
    lines = [record(evil), {evil: 1, "id": evil}, f'{{"a": "{evil}']
    result = run(write_lines(tmp_path / "data.jsonl", *lines))
    assert result.exit_code == 1
    for stream in (result.stdout, result.stderr):
        assert all(line.isprintable() for line in stream.splitlines())
    assert "[bold]" in result.stdout


def test_answers_are_joined(tmp_path: Path) -> None:
    dataset = write_lines(tmp_path / "data.jsonl", record("a", None), record("b", None))
    answers = write_lines(tmp_path / "answers.jsonl", {"id": "b", "prediction": GOLD})
    result = run(dataset, "--answers", answers, "--json")
    assert [(row["id"], row["reward"]) for row in rows_of(result)] == [("a", None), ("b", 1.0)]
    assert result.exit_code == 0


def test_a_bad_answer_is_reported_and_the_rest_is_graded(tmp_path: Path) -> None:
    dataset = write_lines(tmp_path / "data.jsonl", record("a", None))
    answers = write_lines(tmp_path / "answers.jsonl", "{", {"id": "a", "prediction": GOLD})
    result = run(dataset, "--answers", answers, "--json")
    assert [row["reward"] for row in rows_of(result)] == [1.0]
    assert result.exit_code == 1
    assert f"{answers}:1:2: not JSON" in result.stderr


def test_records_may_come_from_standard_input() -> None:
    line = json.dumps(record(None)).encode()
    result = run("-", "--json", stdin=line + b"\n{\n" + line)
    assert [row["id"] for row in rows_of(result)] == ["stdin:1", "stdin:2", "stdin:3"]
    assert result.exit_code == 1


@pytest.mark.parametrize("name", available())
def test_every_grader_can_be_chosen(data: Path, name: str) -> None:
    rows = rows_of(run(data, "--grader", name, "--json"))
    assert set(rows[0]["metrics"]) == set(load(name).metric_names)
    assert run(data, "--grader", name).exit_code == int(rows[0]["reward"] is None)


def test_an_unknown_grader_lists_the_known_ones(data: Path) -> None:
    result = run(data, "--grader", "nope")
    assert isinstance(result.exception, ConfigError)
    assert ", ".join(available()) in str(result.exception)


def test_a_configuration_file_is_used(data: Path, tmp_path: Path) -> None:
    config = tmp_path / "config.yaml"
    config.write_text("weights: {tool_selection: 1}")
    rows = rows_of(run(data, "--config", config, "--json"))
    assert rows[0]["reason"] == "reward = 1 x tool_f1 1.000 ** 2 = 1.000"


def test_the_environments_configuration_is_used(data: Path) -> None:
    variables = {VARIABLE: '{"preset": "nova-workshop"}'}
    result = CliRunner().invoke(APP, [str(data), "--json"], env=variables)
    assert "overall" in rows_of(result)[0]["reason"]


@pytest.mark.parametrize("options", [[], ["--json"]])
def test_a_file_without_records_is_an_error(tmp_path: Path, options: list[str]) -> None:
    result = run(write_lines(tmp_path / "data.jsonl", ""), *options)
    assert isinstance(result.exception, DatasetError)
    assert str(result.exception).startswith("no records in ")
    assert result.stdout == ""
