"""The job's datasets as local files, fetched from S3 where they lie there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.finding import Finding
from eval_jobs.jobs.preflight.findings import MISSING, code_of, error, note, unchecked
from eval_jobs.results.s3 import Location

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.preflight.clients import Clients

MOST_BYTES: Final = 1 << 30
"""A dataset in S3 that is larger is not fetched to be checked."""


class Splits(NamedTuple):
    """The splits that can be read, and what is to be said of the others."""

    paths: Mapping[str, Path]
    findings: tuple[Finding, ...]


def fetch(job: Job, clients: Clients, folder: Path) -> Splits:
    """The job's splits; those in S3 are downloaded into `folder`."""
    paths: dict[str, Path] = {}
    findings: list[Finding] = []
    for split, address in addresses(job):
        got = _local(split, address, clients, folder)
        if isinstance(got, Finding):
            findings.append(got)
        else:
            paths[split] = got
    return Splits(paths, tuple(findings))


def addresses(job: Job) -> Iterator[tuple[str, str]]:
    """The splits that the job has, each with its path or `s3://` address."""
    for split, address in job.data:
        if address is not None:
            yield split, address


def _local(split: str, address: str, clients: Clients, folder: Path) -> Path | Finding:
    if not address.startswith("s3://"):
        path = Path(address)
        return path if path.is_file() else _absent(split, address)
    location = Location.parse(address)
    try:
        return _download(split, location, clients.get("s3"), folder)
    except Exception as failure:  # noqa: BLE001  # it is told as a finding
        if code_of(failure) in MISSING:
            return _absent(split, address)
        return unchecked(f"data.{split}", failure)


def _download(split: str, location: Location, s3: Any, folder: Path) -> Path | Finding:
    size = s3.head_object(Bucket=location.bucket, Key=location.key)["ContentLength"]
    if size > MOST_BYTES:
        return note(
            f"data.{split}",
            f"{location} was not read: {size:,} bytes are more than {MOST_BYTES:,}",
            "Nothing is known about its records.",
            "Check the local copy with `toolgrade data validate`.",
        )
    path = folder / split / location.key.rpartition("/")[2]  # an evaluation's name matters
    path.parent.mkdir()
    s3.download_file(location.bucket, location.key, str(path))
    return path


def _absent(split: str, address: str) -> Finding:
    return error(
        f"data.{split}",
        f"{address}: there is no such file",
        "The job would fail when it reads its data.",
        f"Correct data.{split} of the job file; a dataset is one JSONL file.",
    )
