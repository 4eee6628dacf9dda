"""How a job ends: its exit code, and the reason in its state."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.local_jobs import job
from eval_jobs.local_jobs.plan import GRADER, PLAN, REFERENCE, TRAINER, WORK, LocalPlan
from eval_jobs.local_jobs.state import STATE, Progress, State, alone, read_state
from eval_jobs.results.layout import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of an evaluation that lacks its dataset; what a job sets ends with the test."""
    monkeypatch.setattr(os, "environ", os.environ.copy())
    (tmp_path / PLAN).write_text(LocalPlan(name="job", technique="eval").model_dump_json())
    return tmp_path


def ended(folder: Path) -> State:
    state = read_state(folder)
    assert state is not None
    assert state.ended is not None
    return state


def running(monkeypatch: pytest.MonkeyPatch, work: Callable[[], None]) -> None:
    def run(_: LocalPlan, __: Path, progress: Progress) -> None:
        progress.begin("training", 0, 1)
        work()

    monkeypatch.setattr(job, "run", run)


def test_a_job_that_cannot_be_done_says_why(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert job.main(folder) == 1
    assert ended(folder).status == "failed"
    assert "give data.test" in str(ended(folder).reason)
    assert "give data.test" in capsys.readouterr().err
    assert (folder / WORK).is_dir()


def test_whatever_happens_is_the_reason(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def break_down() -> None:
        raise ZeroDivisionError("no such thing")

    running(monkeypatch, break_down)
    assert job.main(folder) == 1
    assert ended(folder).reason == "ZeroDivisionError: no such thing"
    assert "Traceback" in capsys.readouterr().err


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    before = signal.getsignal(number)
    running(monkeypatch, lambda: signal.raise_signal(number))
    assert job.main(folder) == 128 + number
    assert (ended(folder).status, ended(folder).reason) == ("stopped", None)
    assert signal.getsignal(number) is before


def test_what_is_done_is_not_done_again(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}")
    assert job.main(folder) == 0
    assert ended(folder).status == "done"


@pytest.mark.parametrize("already", [True, False])
def test_a_job_that_is_done_keeps_no_checkpoints_of_the_trainer(
    folder: Path, monkeypatch: pytest.MonkeyPatch, already: bool
) -> None:
    for name in (TRAINER, REFERENCE, GRADER):
        (folder / WORK / name / "checkpoint-1").mkdir(parents=True)
    (folder / WORK / "answers.jsonl").touch()
    if already:  # it was killed before it had tidied up
        (folder / MANIFEST).touch()
    monkeypatch.setattr(job, "_work", lambda *_: None)
    assert job.main(folder) == 0
    assert [path.name for path in (folder / WORK).iterdir()] == ["answers.jsonl"]


@pytest.mark.parametrize("error", [OSError(errno.ENOSPC, "the disk is full"), None])
def test_a_state_that_cannot_be_written_hides_no_reason(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: OSError | None,
) -> None:
    def end(*_: object) -> None:
        raise OSError(errno.ENOSPC, "no room for the state")

    def work() -> None:
        if error is not None:
            raise error

    running(monkeypatch, work)
    monkeypatch.setattr(Progress, "end", end)
    assert job.main(folder) == (0 if error is None else 1)
    said = capsys.readouterr().err
    assert "no room for the state" in said
    assert ("the disk is full" in said) == (error is not None)


def test_a_second_engine_leaves_the_first_alone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with alone(folder):
        assert job.main(folder) == 1
    assert "another process" in capsys.readouterr().err
    assert not (folder / STATE).exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [([], "usage: "), (["no-such-folder"], "cannot read"), (["a", "b"], "us")],
)
def test_the_command_says_what_it_needs(tmp_path: Path, arguments: list[Any], said: str) -> None:
    found = subprocess.run(
        [sys.executable, "-m", "eval_jobs.local_jobs", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )
    assert found.returncode == 1
    assert said in found.stderr


def test_nothing_heavy_is_imported_to_look_at_a_job() -> None:
    script = (
        "import sys; import eval_jobs.local_jobs.plan, eval_jobs.local_jobs.state\n"
        "print({'numpy', 'boto3', 'torch', 'matplotlib'} & {*sys.modules})"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert found.stdout == "set()\n"
