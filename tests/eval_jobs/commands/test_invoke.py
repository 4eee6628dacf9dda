from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.invoke import invoke
from eval_jobs.local_lambda.errors import (
    BuildError,
    FunctionNotFoundError,
    InvalidContentError,
)

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import MakeBuild

ROOT = Path(__file__).parents[3]
APP = typer.Typer()
APP.command()(invoke)


def run(*arguments: str | Path, stdin: str | None = None) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments], input=stdin)


@pytest.fixture
def event(tmp_path: Path) -> Path:
    path = tmp_path / "event.json"
    path.write_text('{"print": "grüße"}')
    return path


def test_the_output_is_the_response_and_nothing_else(make_build: MakeBuild, event: Path) -> None:
    source = "def handler(event, context): print('logged'); return event['print']"
    result = run(event, "--build", make_build(source))
    assert result.exit_code == 0
    assert json.loads(result.stdout) == "grüße"
    assert not result.stdout.endswith("\n")
    assert "logged\n" in result.stderr
    assert "REPORT RequestId: " in result.stderr


def test_the_event_may_come_from_standard_input(make_build: MakeBuild) -> None:
    assert run("-", "--build", make_build(), stdin="[1, 2]").stdout == "[1, 2]"


@pytest.mark.parametrize("name", ["RewardFunction", "SageMaker-local-reward"])
def test_a_function_is_chosen_by_name(make_build: MakeBuild, event: Path, name: str) -> None:
    assert run(event, "--build", make_build(), "--function", name).exit_code == 0


def test_a_function_error_is_the_output_and_exit_code_1(make_build: MakeBuild) -> None:
    result = run("-", "--build", make_build(), stdin='{"raise": "boom"}')
    assert result.exit_code == 1
    assert json.loads(result.stdout)["errorMessage"] == "boom"


def test_no_build_says_how_to_make_one(tmp_path: Path, event: Path) -> None:
    result = run(event, "--build", tmp_path / "nowhere")
    assert result.stdout == ""
    assert isinstance(result.exception, BuildError)
    assert "nowhere: run 'make build' (or 'sam build')" in str(result.exception)


def test_an_unknown_function_lists_the_known_ones(make_build: MakeBuild, event: Path) -> None:
    result = run(event, "--build", make_build(), "--function", "Other")
    assert isinstance(result.exception, FunctionNotFoundError)


def test_an_event_that_is_not_json_is_refused(make_build: MakeBuild) -> None:
    result = run("-", "--build", make_build(), stdin="{")
    assert isinstance(result.exception, InvalidContentError)


def test_what_prevents_a_call_is_exit_code_2_of_the_command_line(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "eval_jobs", "invoke", "-", "--build", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, input="1", capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("Error: no build at ")
