from __future__ import annotations

import json
import os
import signal
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.audit import audit
from eval_jobs.errors import ConfigError, DatasetError, ToolgradeError
from eval_jobs.report.audit.folder import FILES
from tests.eval_jobs.services import Answer, Reply, Request, reward_function, serving

ROOT = Path(__file__).parents[3]
DATA = ROOT / "examples" / "legal_assistant" / "test.jsonl"
APP = typer.Typer()
APP.command()(audit)


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TOOLGRADE_CONFIG", raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def written(folder: str = "runs/audit") -> dict[str, Any]:
    found: dict[str, Any] = json.loads(Path(folder, "audit.json").read_text("utf-8"))
    return found


def rewards(request: Request, reward: Any) -> Reply:
    """A foreign function that tells nothing about itself and pays this for everything."""
    if request.method == "GET":
        return Reply({"CodeSha256": "abc="})
    return Reply([{"id": one["id"], "aggregate_reward_score": reward} for one in request.body])


def test_a_sound_grader_passes_and_the_report_is_written() -> None:
    result = run(DATA, "--records", "40", "--seed", "7")
    assert result.exit_code == 0, result.stdout
    lines = result.stdout.splitlines()
    assert lines[0].startswith(("PASS Of ", "WARN Of "))
    assert lines[1] == "Audit of tool_call on test.jsonl"
    assert lines[2].startswith("40 of 208 records, drawn with seed 7; ")
    assert lines[-1] == "Report: runs/audit/audit.html"
    assert {path.name for path in Path("runs/audit").iterdir()} == FILES
    found = written()
    assert found["configuration"]["preset"] == "default"
    assert found["dataset"]["audited"] == 40
    assert list(found["versions"]) == ["toolgrade", "numpy", "scipy"]


def test_a_grader_with_holes_fails_and_json_says_where(tmp_path: Path) -> None:
    (tmp_path / "workshop.yaml").write_text("preset: nova-workshop", "utf-8")
    result = run(DATA, "--records", "10", "--config", "workshop.yaml", "--json", "--output", "w")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert found == written("w")
    assert found["verdict"] == "fail"
    levels = {section["name"]: section["level"] for section in found["sections"]}
    assert list(levels) == [
        *("free_lunch", "blind_spots", "false_zeros", "robustness", "gradient", "data"),
    ]
    assert levels["free_lunch"] == levels["blind_spots"] == "fail"


def test_a_function_is_audited_like_the_grader_in_it() -> None:
    run(DATA, "--records", "10")
    here = written()
    with serving(reward_function) as service:
        run(DATA, "--records", "10", "--endpoint-url", service.url)
    there = written()
    assert (there["grader"], there["function"]) == ("tool_call", "RewardFunction")
    assert there["probes"] == here["probes"]
    measured = {"robustness.growth", "robustness.mutated"}  # time, and what only happens here
    for one, other in zip(here["sections"], there["sections"], strict=True):
        assert (one["ladders"], one["groups"]) == (other["ladders"], other["groups"])
        for left, right in zip(one["checks"], other["checks"], strict=True):
            assert left["name"] in measured or left == right


def test_a_foreign_function_is_audited_by_its_rewards_alone() -> None:
    with serving(lambda request: rewards(request, 0.5)) as service:
        address = ("--function", "theirs", "--endpoint-url", service.url)
        result = run(DATA, "--records", "10", *address)
    assert result.exit_code == 1
    found = written()
    assert (found["grader"], found["function"], found["configuration"]) == ("theirs", "theirs", {})
    assert all("/functions/theirs/" in request.path for request in service.requests)


def test_what_is_said_of_a_foreign_function_is_kept() -> None:
    with serving(lambda request: rewards(request, 0.5)) as service:
        run(DATA, "--records", "5", "--endpoint-url", service.url, "--grader", "tool_call")
    found = written()
    assert (found["grader"], found["function"]) == ("tool_call", "RewardFunction")


def failing(request: Request) -> Reply:
    """A function that ends with an error at every call."""
    if request.method == "GET":
        return rewards(request, None)
    error = {"errorType": "Boom", "errorMessage": "no"}
    return Reply(error, 200, {"x-amz-function-error": "Unhandled"})


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (failing, "RewardFunction failed: Boom: no"),
        (lambda request: rewards(request, "high"), "a result without id, aggregate_reward_score"),
    ],
)
def test_a_function_that_pays_for_nothing_cannot_be_audited(answer: Answer, said: str) -> None:
    with serving(answer) as service:
        result = run(DATA, "--endpoint-url", service.url)
    assert isinstance(result.exception, ToolgradeError)
    assert "RewardFunction scores none of" in str(result.exception)
    assert said in str(result.exception)
    assert not Path("runs").exists()


def test_ctrl_c_ends_it_and_nothing_is_written() -> None:
    calls = []

    def answer(request: Request) -> Reply:
        calls.append(request)
        if len(calls) == 5:
            os.kill(os.getpid(), signal.SIGINT)
        return reward_function(request)

    with serving(answer) as service:
        result = run(DATA, "--endpoint-url", service.url)
    assert result.exit_code == 130
    assert "Interrupted: " in result.stderr
    assert not Path("runs").exists()
    assert len(calls) < 30


def test_a_folder_of_something_else_is_refused_before_any_work() -> None:
    Path("notes").mkdir()
    Path("notes/mine.txt").write_text("mine", "utf-8")
    result = run("nowhere.jsonl", "--output", "notes")
    assert isinstance(result.exception, ToolgradeError)
    assert "holds more than an audit (mine.txt)" in str(result.exception)


def test_what_cannot_be_read_is_said() -> None:
    assert isinstance(run("nowhere.jsonl").exception, DatasetError)
    assert isinstance(run(DATA, "--grader", "nope").exception, ConfigError)
    Path("none.jsonl").write_text('{"id": 1, "messages": []}\n', "utf-8")
    nothing = run("none.jsonl").exception
    assert isinstance(nothing, DatasetError)
    assert "none.jsonl: no record can be audited: " in str(nothing)
