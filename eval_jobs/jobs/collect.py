"""Bring back what a job made: its checkpoint, its curves, its evaluation."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.record import ENDED
from eval_jobs.jobs.watching.calls import Calls
from eval_jobs.jobs.watching.status import said, status
from eval_jobs.report.plain import complain
from eval_jobs.results.archive import extract
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import ARCHIVES, PARTIAL
from eval_jobs.results.manifest import read_checkpoint
from eval_jobs.results.read import read_runs
from eval_jobs.results.s3 import Location, download
from eval_jobs.results.training_metrics import Curves, read_curves

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval_jobs.jobs.record import JobRecord
    from eval_jobs.jobs.registry import Registry
    from eval_jobs.run import Run

SOURCE: Final = "collected.json"
"""Beside what was collected: where it came from."""


class Collected(NamedTuple):
    """What a job left: of training the checkpoint and curves, of an evaluation its runs."""

    record: JobRecord
    folder: Path
    checkpoint: str | None
    runs: list[Run]
    curves: Curves


def collect(
    record: JobRecord,
    registry: Registry,
    folder: Path,
    *,
    calls: Calls | None = None,
    report: Callable[[str], None] = complain,
) -> Collected:
    """Download a completed job's artifacts into `folder/<job name>`, read them, update the record.

    The folder is there once all of it is: an interrupted download begins anew, one that is
    complete is read again without any. Archives lie unpacked. What a job on this machine made is
    read where it lies. JobError for a job that has not completed or a folder that is somebody
    else's; ResultsError for artifacts that are damaged or missing; AwsError where S3 cannot be
    read.
    """
    if record.service != "hyperpod" and record.status != "completed":
        now = status(record, calls or Calls(record.region))
        record = registry.update(record.name, **said(now))
        _check_completed(record)
    place = Path(record.output) if record.service == "local" else _brought(record, folder)
    runs: list[Run] = []
    curves: Curves = {}
    checkpoint, run = record.checkpoint, record.run
    if record.job.get("technique") == "eval":
        runs = read_runs(place, report=report)
        run = str(runs[0].path if len(runs) == 1 else place)
    else:
        if record.service != "bedrock":  # its checkpoint is a model, which the status names
            checkpoint = read_checkpoint(place)
        curves = _curves(place, report)
    record = registry.update(record.name, status="completed", checkpoint=checkpoint, run=run)
    return Collected(record, place, checkpoint, runs, curves)


def _brought(record: JobRecord, folder: Path) -> Path:
    place = folder / record.name
    source = artifacts_of(record)
    if not _is_collected(place, source):
        _fetch(source, place)
    return place


def artifacts_of(record: JobRecord) -> Location:
    """Where the service writes what this job makes."""
    if not record.output:
        raise JobError(f"{record.name}: the record names no output: ask for its status first")
    last = record.identifier.rpartition("/")[2]
    name = f"model-customization-job-{last}" if record.service == "bedrock" else last
    return Location.parse(f"{record.output.rstrip('/')}/{name}")


def _check_completed(record: JobRecord) -> None:
    if record.status not in ENDED:
        raise JobError(
            f"{record.name} is {record.status}: `toolgrade job wait {record.name}` first"
        )
    if record.status != "completed":
        raise JobError(f"{record.name} {record.status}, there is nothing whole: {record.reason}")


def _is_collected(place: Path, source: Location) -> bool:
    """Whether the folder is there, and from this source."""
    if not place.exists():
        return False
    try:
        known = json.loads((place / SOURCE).read_bytes())["source"]
    except (OSError, ValueError, KeyError, TypeError):
        known = None
    if known != str(source):
        raise JobError(f"{place} holds something else than {source}: move it away first")
    return True


def _fetch(source: Location, place: Path) -> None:
    partial = place.with_name(place.name + PARTIAL)
    try:
        shutil.rmtree(partial, ignore_errors=True)  # of a process that was killed
        fetched = download(source, partial)
        for pattern in ARCHIVES:
            for archive in sorted(fetched.rglob(pattern)):
                extract(archive, archive.with_name(archive.name.removesuffix(pattern[1:])))
                archive.unlink()
        (fetched / SOURCE).write_text(json.dumps({"source": str(source)}) + "\n")
        fetched.rename(place)
    except OSError as error:
        raise ResultsError(f"cannot write {place}: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _curves(place: Path, report: Callable[[str], None]) -> Curves:
    """The curves, none where the job left no metrics: a checkpoint is worth having without."""
    try:
        return read_curves(place)
    except ResultsError as error:
        report(f"no curves: {error}")
        return {}
