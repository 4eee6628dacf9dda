"""`s3://bucket/prefix`: what is needed of it, downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval_jobs.aws import client, explained
from eval_jobs.errors import ToolgradeError
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import is_archive, is_wanted

READ_SECONDS: Final = 60
CONNECTIONS: Final = 10
"""As many as boto3 uses for one large file."""


class Location(NamedTuple):
    """A bucket and a prefix of keys, or one key; the prefix ends at a `/` of the keys."""

    bucket: str
    key: str

    @classmethod
    def parse(cls, uri: str) -> Location:
        """The location that `s3://bucket/prefix` names."""
        bucket, _, key = uri.removeprefix("s3:").lstrip("/").partition("/")
        if not bucket:
            raise ResultsError(f"{uri}: not of the form s3://bucket/prefix")
        return cls(bucket, key.rstrip("/"))

    def __str__(self) -> str:
        return f"s3://{self.bucket}/{self.key}"


def download(location: Location, into: Path) -> Path:
    """Download the files that are read here to where they lie under `into`, and archives.

    Returns the file, where the location is one object, or the folder. AwsError says what to do
    about a missing bucket, credentials or a region; ResultsError, that there is nothing.
    """
    found = 0
    try:
        with closing(
            client("s3", read_seconds=READ_SECONDS, connections=CONNECTIONS, endpoint=None)
        ) as s3:
            for key in _keys(s3, location):
                name = key.rpartition("/")[2]
                if key == location.key or is_wanted(name) or is_archive(name):
                    _download(s3, location.bucket, key, into)
                    found += 1
    except ToolgradeError:
        raise
    except Exception as error:
        raise explained(error, f"cannot read {location}") from error
    if not found:
        raise ResultsError(f"{location}: nothing of a job is there: check the prefix")
    return into / location.key


def _keys(s3: Any, location: Location) -> Iterator[str]:
    pages = s3.get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=location.bucket, Prefix=location.key):
        for item in page.get("Contents", ()):
            key = item["Key"]
            if not location.key or key == location.key or key.startswith(f"{location.key}/"):
                yield key


def _download(s3: Any, bucket: str, key: str, into: Path) -> None:
    if any(part in ("", ".", "..") for part in key.split("/")):
        raise ResultsError(f"s3://{bucket}/{key}: a key that is no path: refused")
    target = into / key
    target.parent.mkdir(parents=True, exist_ok=True)
    s3.download_file(bucket, key, str(target))  # to a temporary name first
