from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.compare import compare
from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.errors import ConfigError, ToolgradeError
from eval_jobs.metrics.errors import MetricsError
from eval_jobs.report.folder import FILES
from eval_jobs.results.errors import ResultsError
from tests.support.artifacts import only_averages, rows
from tests.support.runs import CONFIGURATION, SAMPLES, half, made_run, right, wrong
from tests.support.training_outputs import training_archive

APP = typer.Typer()
APP.command()(compare)


def mostly_right(k: int) -> str:
    return wrong(k) if k % 5 == 0 else right(k)


@pytest.fixture
def base(tmp_path: Path) -> Path:
    return made_run(tmp_path / "base", half)


@pytest.fixture
def better(tmp_path: Path) -> Path:
    return made_run(tmp_path / "better", mostly_right)


def run(*arguments: object) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def gate(tmp_path: Path, *rules: str) -> Path:
    path = tmp_path / "gate.yaml"
    path.write_text(json.dumps({"rules": rules}), "utf-8")
    return path


def test_it_says_which_run_is_better_and_how_sure_that_is(base: Path, better: Path) -> None:
    result = run(base, better)
    assert result.exit_code == 0
    said = " ".join(result.stdout.split())
    assert f"2 runs on {SAMPLES} samples, joined by id" in said
    assert "better is better than base: reward +" in said
    assert "Reward by topic" in said
    assert "add --output DIR" in said


def test_json_has_the_figures(base: Path, better: Path) -> None:
    result = run(base, better, "--json")
    figures = json.loads(result.stdout)
    assert figures["comparison"]["baseline"] == "base"
    change = figures["comparison"]["differences"]["exact_match_score"]["better"]
    assert change["value"] == pytest.approx(0.8)
    assert change["low"] < 0.8 < change["high"]
    assert change["wins"] == 24
    assert figures["breakdowns"]["better"]["micro"]["f1"] == pytest.approx(0.8)
    assert figures["configuration"]["base"] == CONFIGURATION


def test_another_run_can_be_the_baseline_and_runs_can_be_named(base: Path, better: Path) -> None:
    figures = json.loads(run(f"old={base}", f"new={better}", "--baseline", "new", "--json").stdout)
    assert figures["runs"] == ["old", "new"]
    assert list(figures["sentences"]) == ["old"]
    assert "old is worse than new" in figures["sentences"]["old"]


def test_a_folder_of_runs_stands_for_all_of_them(base: Path, better: Path) -> None:
    assert base.parent == better.parent
    assert json.loads(run(base.parent, "--json").stdout)["runs"] == ["base", "better"]


def test_a_run_alone_has_figures_and_no_verdict(base: Path) -> None:
    result = run(base, "--json")
    figures = json.loads(result.stdout)
    assert (result.exit_code, figures["sentences"]) == (0, {})
    assert figures["comparison"]["estimates"]["tool_f1"]["base"]["value"] == 1.0


def test_the_report_has_every_form(base: Path, better: Path, tmp_path: Path) -> None:
    output = tmp_path / "reports" / "first"
    result = run(base, better, "--output", output)
    assert result.exit_code == 0
    assert f"Report: {output}/report.html\n" in result.stdout
    assert {path.name for path in output.iterdir()} == FILES
    assert [path.name for path in output.parent.iterdir()] == ["first"]
    assert "better is better than base" in (output / "report.html").read_text("utf-8")
    with (output / "samples.csv").open(encoding="utf-8", newline="") as lines:
        samples = {row["id"]: row for row in csv.DictReader(lines)}
    assert len(samples) == SAMPLES
    assert samples["q1"]["better flip"] == "won"
    assert samples["q1"]["base kinds"] == "missing_parameter"
    assert samples["q5"]["better kinds"] == "wrong_tool"
    assert samples["q5"]["topic"] == "labour"


def test_a_report_replaces_a_report_and_nothing_else(base: Path, tmp_path: Path) -> None:
    output = tmp_path / "report"
    assert run(base, "--output", output).exit_code == 0
    assert run(base, "--output", output).exit_code == 0
    (output / "notes.txt").write_text("mine", "utf-8")
    result = run(base, "--output", output)
    assert isinstance(result.exception, ToolgradeError)
    assert "holds more than a report (notes.txt): choose another --output" in str(result.exception)
    assert (output / "notes.txt").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("rule", "code", "word"),
    [
        ("reward better than the baseline", 0, "PASS"),
        ("exact_match >= 0.9", 1, "FAIL"),
        ("exact_match >= 0.79 at 99%", 3, "INCONCLUSIVE"),
    ],
)
def test_the_gate_decides_the_exit_code_and_says_why(
    better: Path, tmp_path: Path, rule: str, code: int, word: str
) -> None:
    base = made_run(tmp_path / "base", half)
    result = run(base, better, "--gate", gate(tmp_path, rule, "unscored = 0"))
    assert result.exit_code == code
    said = " ".join(result.stdout.split())
    assert f"{word} {rule}: better: " in said
    assert "PASS unscored = 0: better: 0 samples unscored" in said


def test_a_gate_that_makes_no_sense_is_refused(base: Path, tmp_path: Path) -> None:
    result = run(base, "--gate", gate(tmp_path, "reward should rise"))
    assert isinstance(result.exception, ConfigError)
    assert "not a rule: 'reward should rise'" in str(result.exception)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"dataset": {"sha256": "cd" * 32}}, "dataset"),
        ({"config": {"preset": "nova-workshop"}}, "preset"),
        ({"grader": "tool_selection"}, "grader"),
    ],
)
def test_runs_that_were_not_made_alike_are_refused_unless_forced(
    base: Path, tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    other = made_run(tmp_path / "other", right, {**CONFIGURATION, **changed})
    result = run(base, other)
    assert isinstance(result.exception, ComparisonError)
    assert said in str(result.exception)
    assert "--force" in str(result.exception)
    forced = json.loads(run(base, other, "--force", "--json").stdout)
    assert any(said in note and "by force" in note for note in forced["notes"])


def test_slices_are_chosen_by_name(base: Path) -> None:
    figures = json.loads(run(base, "--slice", "topic", "--json").stdout)
    assert set(figures["breakdowns"]["base"]["slices"]["topic"]) == {"law", "tax", "labour"}
    assert isinstance(run(base, "--slice", "weather").exception, MetricsError)


def test_training_curves_are_drawn(base: Path, tmp_path: Path) -> None:
    job = training_archive(tmp_path / "jobs")
    figures = json.loads(run(base, "--training", f"rft={job}", "--json").stdout)
    assert figures["curves"]["rft"]["train_reward_mean"][0] == [0, 0.3242]


def test_averages_alone_are_shown_and_not_judged(base: Path, tmp_path: Path) -> None:
    averages = only_averages(tmp_path / "aws", rows())
    result = run(base, f"job={averages}")
    assert result.exit_code == 0
    assert "micro_f1" in result.stdout
    assert "no intervals and no tests" in result.stdout
    refused = run(base, f"job={averages}", "--gate", gate(tmp_path, "unscored = 0"))
    assert isinstance(refused.exception, ComparisonError)
    assert "only averages came back from job" in str(refused.exception)


def test_what_is_no_run_is_an_error_that_says_what_one_is(tmp_path: Path) -> None:
    result = run(tmp_path)
    assert isinstance(result.exception, ResultsError)
    assert "no results_*.json at any depth" in str(result.exception)


def test_averages_alone_are_json_too(base: Path, tmp_path: Path) -> None:
    averages = only_averages(tmp_path / "aws", rows())
    figures = json.loads(run(base, f"job={averages}", "--json").stdout)
    assert set(figures) == {"base", "job"}
    assert figures["base"]["tool_f1"] == 1.0


def test_a_run_whose_grading_is_not_known_is_compared_with_a_note(base: Path, better: Path) -> None:
    (better / "configuration.json").unlink()
    figures = json.loads(run(base, better, "--json").stdout)
    assert figures["notes"] == [
        "how better was graded did not come with it, and may differ from base"
    ]


@pytest.mark.parametrize("name", ["", " "])
def test_a_name_is_not_empty(base: Path, name: str) -> None:
    assert isinstance(run(f"{name}={base}").exception, ConfigError)


def test_an_address_may_hold_an_equals_sign(tmp_path: Path) -> None:
    result = run(tmp_path / "dt=1" / "job")
    assert isinstance(result.exception, ResultsError)
    assert "dt=1/job: no such file or folder" in str(result.exception)


def test_the_gate_is_read_before_any_run(tmp_path: Path) -> None:
    result = run(tmp_path / "nowhere", "--gate", gate(tmp_path, "reward should rise"))
    assert isinstance(result.exception, ConfigError)
