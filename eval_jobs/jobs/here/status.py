"""What a job on this machine says of itself, and whether anybody is there to say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here import engine
from eval_jobs.jobs.record import ENDED
from eval_jobs.local_jobs.state import is_alive, read_state

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord, Status
    from eval_jobs.local_jobs.state import State

STATUSES: Final[Mapping[str, Status]] = {
    "starting": "running",
    "running": "running",
    "done": "completed",
    "failed": "failed",
    "stopped": "stopped",
}
RESUME: Final = "`toolgrade job launch --resume {name}` goes on"


class Look(NamedTuple):
    """A job as it is now, and the state that tells so; None before its engine has written one."""

    record: JobRecord
    state: State | None


def observe(record: JobRecord) -> JobRecord:
    """The record with what the engine has written by now; one that has ended stays as it is."""
    return record if record.status in ENDED else look(record).record


def look(record: JobRecord) -> Look:
    """The same, and the state that it is taken from; of one that has ended it may be damaged."""
    folder = Path(record.output)
    alive = is_alive(folder)  # asked first: its last word is read after its end
    try:
        state = read_state(folder)
    except JobError:
        if record.status not in ENDED:
            raise
        state = None
    return Look(record if record.status in ENDED else _seen(record, state, alive=alive), state)


def _seen(record: JobRecord, state: State | None, *, alive: bool) -> JobRecord:
    status = STATUSES[state.status] if state else "running"
    if state is None or (status == "running" and not alive):
        if state is None:
            return _ended(record, "failed", "it did not begin: see `toolgrade job logs {name}`")
        last = record.model_copy(
            update={"phase": _phase(state), "started": _time(state.started), "ended": None}
        )
        return _ended(last, "failed", f"it was killed: {RESUME}")
    return record.model_copy(
        update={
            "status": status,
            "phase": _phase(state),
            "reason": state.reason or "",
            "started": _time(state.started),
            "ended": _time(state.ended),
        }
    )


def stop(record: JobRecord) -> JobRecord:
    """End the job, and return what became of it; what its trainer saved stays."""
    before = observe(record)
    if before.status in ENDED:
        return before
    engine.end(Path(record.output))
    after = observe(record)
    if after.status in ("completed", "running"):
        return after
    return _ended(after, "stopped", f"on demand: {RESUME}")


def can_go_on(record: JobRecord) -> bool:
    """Whether it is a job on this machine that ended, or was ended, before its time."""
    return record.service == "local" and observe(record).status in {"failed", "stopped"}


def was_ended(record: JobRecord) -> bool:
    """Whether somebody or something ended the job, which may go on as it is; it did not fail."""
    seen, state = look(record)
    return seen.status in {"failed", "stopped"} and state is not None and state.status != "failed"


def _phase(state: State) -> str:
    if state.status == "done":
        return ""
    return f"{state.phase}, step {state.step} of {state.steps}" if state.steps else state.phase


def _ended(record: JobRecord, status: Status, reason: str) -> JobRecord:
    end = record.ended or _time(datetime.now(UTC))
    said = reason.format(name=record.name)
    return record.model_copy(update={"status": status, "reason": said, "ended": end})


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
