"""Puts a job's files into S3, and never one over another that is different."""

from __future__ import annotations

import base64
import hashlib
import io
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.aws import AwsError
from eval_jobs.errors import DatasetError
from eval_jobs.results.s3 import Location

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Upload

LARGEST: Final = 5 * 1024**3
"""Bytes of one PutObject (AWS docs: S3 quotas)."""
_Body = io.BytesIO | io.BufferedReader


def upload(s3: Any, item: Upload) -> None:
    """Put the file where it belongs; S3 checks its SHA-256 on arrival.

    What is there already with the same content stays, so that an upload can be repeated after a
    lost connection. AwsError where something else is there; DatasetError where the file cannot be
    read or is too large; botocore's own errors for the rest.
    """
    location = Location.parse(item.uri)
    encryption = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": item.kms_key}
    with _opened(item.content) as body:
        checksum = _checksum(body)
        try:
            s3.put_object(
                Bucket=location.bucket,
                Key=location.key,
                Body=body,
                ChecksumAlgorithm="SHA256",
                ChecksumSHA256=checksum,
                IfNoneMatch="*",
                **(encryption if item.kms_key else {}),
            )
        except s3.exceptions.ClientError as error:
            code = error.response["Error"]["Code"]
            if code != "PreconditionFailed":
                raise
            if _checksum_of(s3, location) != checksum:
                raise AwsError(
                    f"{item.uri}: another file is there, and is not overwritten: move it, or "
                    "choose another `output`",
                    code,
                ) from error


def _opened(content: str | Path) -> _Body:
    if isinstance(content, str):
        return io.BytesIO(content.encode())
    try:
        size = content.stat().st_size
        if size > LARGEST:
            raise DatasetError(
                f"{content}: {size:,} bytes are more than one upload takes: put it into S3 with "
                "`aws s3 cp`, and give its s3:// address in the job file"
            )
        return content.open("rb")
    except OSError as error:
        raise DatasetError(f"cannot read {content}: {error.strerror}") from error


def _checksum(body: _Body) -> str:
    digest = hashlib.file_digest(body, "sha256").digest()
    body.seek(0)
    return base64.b64encode(digest).decode()


def _checksum_of(s3: Any, location: Location) -> str | None:
    """The SHA-256 that S3 keeps of an object; None where it was put without."""
    head = s3.head_object(Bucket=location.bucket, Key=location.key, ChecksumMode="ENABLED")
    checksum: str | None = head.get("ChecksumSHA256")
    return checksum
