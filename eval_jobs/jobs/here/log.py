"""What the engine of a job on this machine has printed."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here.status import observe
from eval_jobs.jobs.record import ENDED
from eval_jobs.local_jobs.plan import LOG
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

POLL_SECONDS: Final = 1.0


def log(
    record: JobRecord, follow: bool, sleep: Callable[[float], None] = time.sleep
) -> Iterator[str]:
    """The lines, safe for a terminal; `follow` goes on until the job ends.

    JobError where there is no log.
    """
    path = Path(record.output) / LOG
    try:
        file = path.open(encoding="utf-8", errors="replace", newline="\n")
    except OSError as error:
        raise JobError(f"cannot read {path}: {error.strerror}") from error
    rest = ""
    with file:
        while True:
            ended = not follow or observe(record).status in ENDED  # asked before the last lines
            *lines, rest = (rest + file.read()).split("\n")
            yield from (_shown(line) for line in lines)
            if ended:
                break
            sleep(POLL_SECONDS)
    if rest:
        yield _shown(rest)


def _shown(line: str) -> str:
    """A progress bar draws itself again and again in one line: as it was drawn last."""
    return plain(line.rstrip("\r").rpartition("\r")[2])
