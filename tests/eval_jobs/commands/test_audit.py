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


def lengths(request: Request) -> Reply:
    """A foreign function that pays for characters."""
    if request.method == "GET":
        return rewards(request, None)
    return Reply(
        [
            {"id": one["id"], "aggregate_reward_score": min(len(str(one)) / 10**4, 1.0)}
            for one in request.body
        ]
    )


def test_a_sound_grader_passes_and_the_report_is_written() -> None:
    result = run(DATA, "--records", "30", "--seed", "7")
    assert result.exit_code == 0, result.stdout
    lines = result.stdout.splitlines()
    assert lines[0].startswith(("PASS Of ", "WARN Of "))
    assert lines[1] == "Audit of tool_call on test.jsonl"
    assert lines[2].startswith("30 of 208 records, drawn with seed 7; ")
    assert lines[-1] == "Report: runs/audit/audit.html"
    assert {path.name for path in Path("runs/audit").iterdir()} == FILES
    found = written()
    assert found["configuration"]["preset"] == "default"
    assert found["dataset"]["audited"] == 30
    assert list(found["versions"]) == ["toolgrade", "numpy", "scipy"]


def test_a_grader_with_holes_fails_and_json_says_where(tmp_path: Path) -> None:
    (tmp_path / "workshop.yaml").write_text("preset: nova-workshop", "utf-8")
    result = run(DATA, "--records", "5", "--config", "workshop.yaml", "--json", "--output", "w")
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
    run(DATA, "--records", "2")
    here = written()
    with serving(reward_function) as service:
        run(DATA, "--records", "2", "--endpoint-url", service.url)
    there = written()
    assert (there["grader"], there["function"]) == ("tool_call", "RewardFunction")
    assert there["probes"] == here["probes"]
    measured = {"robustness.growth", "robustness.mutated"}  # time, and what only happens here
    for one, other in zip(here["sections"], there["sections"], strict=True):
        assert (one["ladders"], one["groups"]) == (other["ladders"], other["groups"])
        for left, right in zip(one["checks"], other["checks"], strict=True):
            if left["name"] == "robustness.invalid":  # a growth may have been measured again
                left["probes"] = right["probes"]
            assert left["name"] in measured or left == right


def test_a_foreign_function_is_audited_by_its_rewards_alone() -> None:
    with serving(lengths) as service:
        address = ("--function", "theirs", "--endpoint-url", service.url)
        result = run(DATA, "--records", "2", *address)
    assert result.exit_code == 1
    found = written()
    assert (found["grader"], found["function"], found["configuration"]) == ("theirs", "theirs", {})
    assert all("/functions/theirs/" in request.path for request in service.requests)


def test_what_is_said_of_a_foreign_function_is_kept() -> None:
    with serving(lengths) as service:
        run(DATA, "--records", "2", "--endpoint-url", service.url, "--grader", "tool_call")
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


def test_a_function_that_pays_the_same_for_everything_cannot_be_audited() -> None:
    with serving(lambda request: rewards(request, 0.5)) as service:
        result = run(DATA, "--endpoint-url", service.url)
    assert isinstance(result.exception, ToolgradeError)
    assert "RewardFunction pays right answers no more than garbage" in str(result.exception)
    assert not Path("runs").exists()


def test_rewards_written_as_texts_are_read_and_fail() -> None:
    with serving(told) as service:
        result = run(DATA, "--records", "2", "--endpoint-url", service.url)
    assert result.exit_code == 1
    checks = {one["name"]: one for part in written()["sections"] for one in part["checks"]}
    assert checks["robustness.invalid"]["level"] == "fail"
    assert "its aggregate_reward_score is the text " in checks["robustness.invalid"]["note"]
    assert checks["free_lunch.nothing"]["value"] == 0


def told(request: Request) -> Reply:
    """Our rewards, not written as numbers."""
    reply = reward_function(request)
    if request.method != "GET":
        for one in reply.body:
            one["aggregate_reward_score"] = str(one["aggregate_reward_score"])
    return reply


def test_a_local_function_that_only_answers_invocations_is_audited() -> None:
    """As Lambda's runtime emulator: whatever else it is asked, there is no such page."""

    def emulator(request: Request) -> Reply:
        return Reply(b"404 page not found", 404) if request.method == "GET" else lengths(request)

    with serving(emulator) as service:
        result = run(DATA, "--records", "2", "--endpoint-url", service.url)
    assert result.exit_code == 1
    assert written()["grader"] == "RewardFunction"
    assert written()["configuration"] == {}


def test_ctrl_c_in_the_last_section_ends_it_as_quickly() -> None:
    """Malformed samples are asked about then, and no more of them after it."""
    after: list[Request] = []

    def answer(request: Request) -> Reply:
        if request.method == "POST" and any("messages" not in one for one in request.body):
            if not after:
                os.kill(os.getpid(), signal.SIGINT)
            after.append(request)
        elif after:
            after.append(request)
        return reward_function(request)

    with serving(answer) as service:
        result = run(DATA, "--records", "2", "--endpoint-url", service.url)
    assert result.exit_code == 130
    assert 0 < len(after) <= 2 * 8
    assert not Path("runs").exists()


@pytest.mark.parametrize("option", ["--against", "--answers"])
def test_a_wrong_path_is_told_before_anything_is_asked(option: str) -> None:
    with serving(reward_function) as service:
        result = run(DATA, option, "nowhere.jsonl", "--endpoint-url", service.url)
    assert isinstance(result.exception, DatasetError)
    assert "nowhere.jsonl" in str(result.exception)
    assert [request.method for request in service.requests] == ["GET"]


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
