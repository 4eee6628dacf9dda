"""How far a job on this machine is: `state.json` in its folder, replaced in one step."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from eval_jobs.jobs.errors import JobError
from eval_jobs.report.plain import complain

STATE: Final = "state.json"
LOCK: Final = "engine.lock"
"""Held by the engine as long as it lives, however it ends."""
TRIES: Final = 20
PAUSE_SECONDS: Final = 0.05
"""Between tries to hold it: who looks whether an engine is alive holds it for a moment, too."""
NOTES: Final = 20
"""No more are kept in the state; the log has them all."""

Status = Literal["starting", "running", "done", "failed", "stopped"]
Phase = Literal["loading", "training", "answering", "grading", "saving"]


class State(BaseModel):
    """One look at a job. Times are UTC.

    `step` of `steps` are training steps, or answers of an evaluation; `first_step` is where this
    process took up the work, at `phase_started`. `reason` says what a failed job died of, and
    `notes` what is worth knowing about one that goes on.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    status: Status
    phase: Phase = "loading"
    pid: int
    step: int = 0
    steps: int = 0
    first_step: int = 0
    started: datetime
    phase_started: datetime
    ended: datetime | None = None
    reason: str | None = None
    notes: tuple[str, ...] = ()

    def seconds_left(self, now: datetime) -> float | None:
        """How long this phase still takes at the speed so far; None while that is not known."""
        done = self.step - self.first_step
        if self.status != "running" or done < 1:
            return None
        elapsed = (now - self.phase_started).total_seconds()
        return (self.steps - self.step) * elapsed / done


def read_state(folder: Path) -> State | None:
    """The state in a job's folder, None before its engine has written one.

    JobError where it cannot be read.
    """
    path = folder / STATE
    try:
        return State.model_validate_json(path.read_bytes())
    except FileNotFoundError:
        return None
    except OSError as error:
        raise JobError(f"cannot read {path}: {error.strerror}") from error
    except ValidationError as error:
        raise JobError(f"{path} is no state of a job: {error.errors()[0]['msg']}") from None


def is_alive(folder: Path) -> bool:
    """Whether an engine works on the job in this folder now."""
    try:
        with (folder / LOCK).open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Within it, no other engine works on the job in this folder. JobError where one does."""
    with (folder / LOCK).open("ab") as file:
        for _ in range(TRIES):
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                time.sleep(PAUSE_SECONDS)
        else:
            raise JobError(f"{folder}: another process works on this job: wait for it")
        yield


class Progress:
    """Keeps the state of the job that this process does."""

    def __init__(self, folder: Path) -> None:
        now = datetime.now(UTC)
        self._folder = folder
        self.state = State(status="starting", pid=os.getpid(), started=now, phase_started=now)
        self._write()

    def begin(self, phase: Phase, step: int = 0, steps: int = 0) -> None:
        """Another part of the work begins, `step` of `steps` of it done before."""
        now = datetime.now(UTC)
        self._change(
            status="running",
            phase=phase,
            step=step,
            steps=steps,
            first_step=step,
            phase_started=now,
        )

    def at(self, step: int) -> None:
        """So many steps of this phase are done."""
        self._change(step=step)

    def note(self, text: str) -> None:
        """Log something that is worth knowing and ends nothing; the first few are in the state."""
        complain(text)
        if len(self.state.notes) < NOTES:
            self._change(notes=(*self.state.notes, text))

    def end(self, status: Status, reason: str | None = None) -> None:
        """The last word of this process on the job."""
        self._change(status=status, reason=reason, ended=datetime.now(UTC))

    def _change(self, **values: Any) -> None:
        self.state = self.state.model_copy(update=values)
        self._write()

    def _write(self) -> None:
        partial = self._folder / f"{STATE}.partial"
        partial.write_text(self.state.model_dump_json(indent=2) + "\n", encoding="utf-8")
        partial.replace(self._folder / STATE)
