"""Wait for a job's end, and say on the way how far it is and what it has cost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from eval_jobs.aws import AwsError
from eval_jobs.jobs.here.live import Live
from eval_jobs.jobs.preflight.cost import estimate
from eval_jobs.jobs.record import ENDED
from eval_jobs.jobs.watching.calls import PatientCalls
from eval_jobs.jobs.watching.logs import Tail
from eval_jobs.jobs.watching.progress import Progress, advance
from eval_jobs.jobs.watching.status import Seen, observe, said

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord
    from eval_jobs.jobs.registry import Registry

COMPLETED: Final = 0
FAILED: Final = 1
INTERRUPTED: Final = 130
"""The exit codes; 130 is a shell's for Ctrl-C."""

FIRST_PAUSE: Final = 10.0
FIRST_PAUSE_HERE: Final = 1.0
"""Seconds between the first two looks at the job; on this machine a look costs nothing."""
LONGEST: Final = 6
"""Later looks are at most so many times as far apart."""


def wait(
    record: JobRecord,
    registry: Registry,
    *,
    calls: PatientCalls | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> int:
    """Watch a job until it ends; the exit code: 0 completed, 1 failed or stopped, 130 Ctrl-C.

    The registry keeps every change as it is seen. `calls.tell` gets a line for each change of
    phase or progress. Throttling, a lost connection and credentials that expire on the way are
    told and outlasted; AwsError where nothing works from the start. Ctrl-C ends the watch, not
    the job.
    """
    calls = calls or PatientCalls(record.region)
    try:
        return _watch(record, registry, calls, now)
    except KeyboardInterrupt:
        calls.tell(
            f"{record.name} goes on. `toolgrade job wait {record.name}` watches it again, "
            f"`toolgrade job stop {record.name}` ends it."
        )
        return INTERRUPTED


def _watch(
    record: JobRecord,
    registry: Registry,
    calls: PatientCalls,
    now: Callable[[], datetime],
) -> int:
    here = record.service == "local"
    live = Live(calls.tell, now)
    log = _Log(record, calls)
    told: object = None
    for pause in _pauses(FIRST_PAUSE_HERE if here else FIRST_PAUSE):
        seen = observe(record, calls)
        progress = live.progress(seen.record, seen.state) if here else log.progress()
        record = registry.update(record.name, **said(seen.record))
        if told != (told := (record.status, record.phase, progress)):
            calls.tell(_line(seen, progress, now()))
        if record.status in ENDED:
            return COMPLETED if record.status == "completed" else FAILED
        calls.sleep(pause)
    raise AssertionError("pauses have no end")


class _Log:
    """The progress in a job's log, where it has one that may be read."""

    def __init__(self, record: JobRecord, calls: PatientCalls) -> None:
        training = record.service == "sagemaker"
        self._tail = Tail(record.identifier, calls, from_head=False) if training else None
        self._progress = Progress()
        self._tell = calls.tell

    def progress(self) -> Progress:
        if self._tail is not None:
            try:
                lines = (line.text for line in self._tail.read())
                self._progress = advance(self._progress, lines)
            except AwsError as error:
                self._tail = None
                self._tell(f"No progress is shown, the log cannot be read: {error}")
        return self._progress


def _pauses(first: float) -> Iterator[float]:
    pause = first
    while True:
        yield pause
        pause = min(1.5 * pause, LONGEST * first)


def _line(seen: Seen, progress: Progress | str, now: datetime) -> str:
    """Such as `my-job: running, Training, step 12, reward 0.81, 1 h 05 min, about $137.15`."""
    record = seen.record
    parts = [record.status, record.phase, str(progress)]
    seconds = _seconds(record, now)
    if seconds is not None:
        parts.append(_duration(seconds))
        billed = seconds if record.billable_seconds is None else record.billable_seconds
        cost = estimate(seen.instance_type, seen.instance_count, billed / 3600)
        if cost is not None:
            parts.append(f"about ${cost:,.2f}")
    line = f"{record.name}: {', '.join(filter(None, parts))}"
    return f"{line}\n{record.reason}" if record.reason else line


def _seconds(record: JobRecord, now: datetime) -> float | None:
    """How long it has run; None before it does."""
    if record.started is None:
        return None
    end = now if record.ended is None else datetime.fromisoformat(record.ended)
    return max(0.0, (end - datetime.fromisoformat(record.started)).total_seconds())


def _duration(seconds: float) -> str:
    """Such as `1 h 05 min`, `4 min 05 s` or `5 s`."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes:02} min"
    return f"{minutes} min {rest:02} s" if minutes else f"{rest} s"
