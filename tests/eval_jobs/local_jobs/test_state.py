"""A job's state: whole at any moment, and alive exactly as long as its engine is."""

from __future__ import annotations

import fcntl
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from eval_jobs.jobs.errors import JobError
from eval_jobs.local_jobs.state import (
    LOCK,
    NOTES,
    STATE,
    Progress,
    State,
    alone,
    is_alive,
    read_state,
)

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def running(**values: object) -> State:
    begun = {"status": "running", "pid": 1, "started": NOW, "phase_started": NOW}
    return State.model_validate({**begun, **values})


def test_without_an_engine_there_is_no_state(tmp_path: Path) -> None:
    assert read_state(tmp_path) is None
    assert not is_alive(tmp_path)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    progress = Progress(tmp_path)
    progress.begin("training", 3, 10)
    progress.at(5)
    progress.note("one record was left out")
    assert read_state(tmp_path) == progress.state
    assert (progress.state.step, progress.state.first_step, progress.state.steps) == (5, 3, 10)
    assert progress.state.notes == ("one record was left out",)
    progress.end("failed", "the grader failed")
    ended = read_state(tmp_path)
    assert ended is not None
    assert (ended.status, ended.reason) == ("failed", "the grader failed")
    assert ended.ended is not None


def test_the_log_has_every_note_and_the_state_the_first(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    progress = Progress(tmp_path)
    for number in range(NOTES + 5):
        progress.note(f"note {number}")
    assert progress.state.notes == tuple(f"note {number}" for number in range(NOTES))
    assert len(capsys.readouterr().err.splitlines()) == NOTES + 5


@pytest.mark.parametrize("text", ["", "{", '{"status": "running"}', "[]"])
def test_a_damaged_state_is_said_to_be_one(tmp_path: Path, text: str) -> None:
    (tmp_path / STATE).write_text(text)
    with pytest.raises(JobError, match=r"state\.json"):
        read_state(tmp_path)


def test_time_left_is_by_the_steps_of_this_process() -> None:
    state = running(step=6, first_step=2, steps=10)
    assert state.seconds_left(NOW + timedelta(seconds=20)) == pytest.approx(20)


@pytest.mark.parametrize(
    "state", [running(step=2, first_step=2, steps=10), running(status="done", step=9, steps=10)]
)
def test_time_left_is_unknown_before_the_first_step_and_after_the_end(state: State) -> None:
    assert state.seconds_left(NOW + timedelta(seconds=20)) is None


def test_one_engine_at_a_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("time.sleep", lambda _: None)
    with alone(tmp_path):
        assert is_alive(tmp_path)
        with pytest.raises(JobError, match="another process"), alone(tmp_path):
            pass
    assert not is_alive(tmp_path)


def test_who_only_looks_is_no_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / LOCK).touch()
    look = (tmp_path / LOCK).open("rb")
    fcntl.flock(look, fcntl.LOCK_SH)  # as `is_alive` does
    monkeypatch.setattr("time.sleep", lambda _: look.close())
    with alone(tmp_path):
        assert look.closed
        assert is_alive(tmp_path)


def test_an_engine_that_was_killed_is_not_alive(tmp_path: Path) -> None:
    script = (
        "import sys; from pathlib import Path; from eval_jobs.local_jobs.state import alone\n"
        "with alone(Path(sys.argv[1])): print(flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, tmp_path], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert is_alive(tmp_path)
        process.kill()
        process.wait()
        assert not is_alive(tmp_path)
