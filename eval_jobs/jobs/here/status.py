"""What a job on this machine says of itself, and whether anybody is there to say it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

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


def observe(record: JobRecord) -> JobRecord:
    """The record with what the engine has written by now; one that has ended stays as it is."""
    if record.status in ENDED:
        return record
    folder = Path(record.output)
    alive = is_alive(folder)  # asked first: its last word is read after its end
    state = read_state(folder)
    status = STATUSES[state.status] if state else "running"
    if state is None or (status == "running" and not alive):
        how = (
            f"it was killed: {RESUME}"
            if state
            else "it did not begin: see `toolgrade job logs {name}`"
        )
        return _ended(record, "failed", how)
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
