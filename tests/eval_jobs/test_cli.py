"""The command line as its own process: exit codes, streams, signals and closed pipes."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.eval_jobs.datasets.files import record, write_lines

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-m", "eval_jobs")
ENVIRONMENT = {"PATH": os.environ["PATH"], "COLUMNS": "80"}


def run(*arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*COMMAND, *map(str, arguments)]
    return subprocess.run(
        command,
        cwd=ROOT,
        env={**ENVIRONMENT, **environment},
        capture_output=True,
        encoding=environment.get("PYTHONIOENCODING", "utf-8"),
        check=False,
    )


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=ROOT,
        env=ENVIRONMENT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    with process:
        yield process


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return write_lines(tmp_path / "data.jsonl", record("é中"))


def test_help_names_every_command() -> None:
    done = run("--help")
    assert done.returncode == 0
    for name in ("grade", "invoke", "serve", "demo"):
        assert name in done.stdout


def test_done_is_0(data: Path) -> None:
    done = run("grade", data)
    assert (done.returncode, done.stderr) == (0, "")
    assert "é中" in done.stdout
    assert "\x1b" not in done.stdout


def test_a_failed_check_is_1(data: Path) -> None:
    write_lines(data, record("a"), "{")
    done = run("grade", data, "--json")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (["grade", "no/such.jsonl"], "Error: cannot read no/such.jsonl: No such file"),
        (["grade", "events/sagemaker_rft.json", "--grader", "x"], "Error: unknown grader 'x'; kno"),
        (["grade", "events/sagemaker_rft.json", "--config", "x"], "Error: cannot read x: No such"),
        (["grade", "a[red]\x1b[2J.jsonl"], r"Error: cannot read a[red]\x1b[2J.jsonl: No such"),
        (["demo", "--build", "no/build"], "Error: no build at no/build: run 'make build'"),
    ],
)
def test_what_cannot_run_is_2_and_says_why(arguments: list[str], problem: str) -> None:
    done = run(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(problem)
    assert done.stderr.count("\n") == 1


def test_every_problem_of_a_configuration_has_a_line() -> None:
    bad = '{"weights": {"tool_selection": 0.3}, "curve": 7}'
    done = run("grade", "events/sagemaker_rft.json", TOOLGRADE_CONFIG=bad)
    assert done.returncode == 2
    assert "TOOLGRADE_CONFIG: weights: weights must sum to 1, these sum to 0.3" in done.stderr
    assert "\nTOOLGRADE_CONFIG: curve: " in done.stderr


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_what_the_terminals_encoding_lacks_is_written_out(data: Path, encoding: str) -> None:
    done = run("grade", data, PYTHONIOENCODING=encoding)
    assert (done.returncode, done.stderr) == (0, "")
    assert r"\u4e2d" in done.stdout


def test_rows_come_while_the_file_is_still_being_written() -> None:
    line = json.dumps(record("a")).encode() + b"\n"
    with started("grade", "-", "--json") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        for _ in range(50):  # more than a buffer holds, less than a pipe does
            process.stdin.write(line)
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["reward"] == 1.0
        process.stdin.close()
        assert len(process.stdout.readlines()) == 49
    assert process.returncode == 0


@pytest.mark.parametrize("lines", [1, 1_000], ids=["at exit", "on the way"])
@pytest.mark.parametrize("options", [["--json"], []], ids=["rows", "table"])
def test_a_closed_pipe_ends_it_quietly(lines: int, options: list[str]) -> None:
    with started("grade", "-", *options) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdout.close()
        process.stdout = None
        _, errors = process.communicate((json.dumps(record("a")) + "\n").encode() * lines)
    assert (process.returncode, errors) == (1, b"")


@pytest.fixture
def interruptible() -> Iterator[None]:
    """A shell's background jobs ignore SIGINT, and what they start would too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("interruptible")
def test_ctrl_c_ends_it_quietly() -> None:
    line = json.dumps(record("a")).encode() + b"\n"
    with started("grade", "-", "--json") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(line * 50)
        process.stdin.flush()
        process.stdout.readline()  # it is at work by now
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate()
    assert process.returncode == 130
    assert errors == b""
