"""`s3://bucket/prefix`: what is needed of it, downloaded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import is_archive, is_wanted

if TYPE_CHECKING:
    from botocore.exceptions import BotoCoreError, ClientError

ADVICE: Final = {
    "NoSuchBucket": "there is no such bucket: check its name",
    "AccessDenied": "access denied: it takes s3:ListBucket and s3:GetObject (or the wrong account)",
    "403": "access denied: it takes s3:ListBucket and s3:GetObject (or the wrong account)",
    "PermanentRedirect": "the bucket is in another region: set AWS_REGION to the bucket's",
    "ExpiredToken": "the credentials have expired: sign in again",
    "InvalidAccessKeyId": "the credentials are not known: check AWS_PROFILE",
    "NoCredentialsError": "no credentials: set AWS_PROFILE, or sign in",
    "NoRegionError": "no region: set AWS_REGION",
}


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

    Returns the file, where the location is one object, or the folder. ResultsError says what to
    do about a missing bucket, credentials, a region, or nothing to download.
    """
    import boto3
    from botocore.exceptions import BotoCoreError, ClientError

    try:
        client = boto3.client("s3")
        found = 0
        for key in _keys(client, location):
            name = key.rpartition("/")[2]
            if key == location.key or is_wanted(name) or is_archive(name):
                _download(client, location.bucket, key, into)
                found += 1
    except (ClientError, BotoCoreError) as error:
        raise ResultsError(f"cannot read {location}: {_advice(error)}") from error
    if not found:
        raise ResultsError(f"{location}: nothing of a job is there: check the prefix")
    return into / location.key


def _keys(client: Any, location: Location) -> Iterator[str]:
    pages = client.get_paginator("list_objects_v2")
    for page in pages.paginate(Bucket=location.bucket, Prefix=location.key):
        for item in page.get("Contents", ()):
            key = item["Key"]
            if not location.key or key == location.key or key.startswith(f"{location.key}/"):
                yield key


def _download(client: Any, bucket: str, key: str, into: Path) -> None:
    if any(part in ("", ".", "..") for part in key.split("/")):
        raise ResultsError(f"s3://{bucket}/{key}: a key that is no path: refused")
    target = into / key
    target.parent.mkdir(parents=True, exist_ok=True)
    client.download_file(bucket, key, str(target))  # to a temporary name first


def _advice(error: ClientError | BotoCoreError) -> str:
    code = getattr(error, "response", {}).get("Error", {}).get("Code", type(error).__name__)
    return f"{ADVICE.get(code, code)} ({error})"
