from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from eval_jobs.aws import AwsError
from eval_jobs.errors import DatasetError
from eval_jobs.jobs.backends import uploading
from eval_jobs.jobs.backends.uploading import upload
from eval_jobs.jobs.request import Upload

URI = "s3://my-bucket/jobs/one/input/train.jsonl"
KEY = "jobs/one/input/train.jsonl"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """S3 with an empty bucket; `s3.asked` holds the parameters of every call that changes it."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        client = boto3.client("s3", "us-east-1")
        client.create_bucket(Bucket="my-bucket")
        client.asked = []
        client.meta.events.register(
            "provide-client-params.s3.PutObject", lambda params, **_: client.asked.append(params)
        )
        yield client


def content(s3: Any) -> bytes:
    body: bytes = s3.get_object(Bucket="my-bucket", Key=KEY)["Body"].read()
    return body


def test_text_and_files_arrive_as_they_are(s3: Any, tmp_path: Path) -> None:
    upload(s3, Upload(URI, "caf\u00e9\n"))
    assert content(s3) == "caf\u00e9\n".encode()
    s3.delete_object(Bucket="my-bucket", Key=KEY)
    (tmp_path / "local").write_bytes(b"\r\n\xff")
    upload(s3, Upload(URI, tmp_path / "local"))
    assert content(s3) == b"\r\n\xff"


def test_s3_is_told_what_to_expect_and_to_overwrite_nothing(s3: Any) -> None:
    upload(s3, Upload(URI, "text"))
    (asked,) = s3.asked
    digest = hashlib.sha256(b"text").digest()
    assert asked["ChecksumSHA256"] == base64.b64encode(digest).decode()
    assert asked["IfNoneMatch"] == "*"
    assert "SSEKMSKeyId" not in asked


def test_a_key_encrypts(s3: Any) -> None:
    upload(s3, Upload(URI, "text", "my-key"))
    head = s3.head_object(Bucket="my-bucket", Key=KEY)
    assert (head["ServerSideEncryption"], head["SSEKMSKeyId"]) == ("aws:kms", "my-key")


def test_the_same_again_is_no_error(s3: Any) -> None:
    upload(s3, Upload(URI, "text"))
    upload(s3, Upload(URI, "text"))
    assert content(s3) == b"text"


def test_another_file_is_not_overwritten(s3: Any) -> None:
    upload(s3, Upload(URI, "text"))
    with pytest.raises(AwsError, match="another file is there, and is not overwritten") as caught:
        upload(s3, Upload(URI, "other"))
    assert URI in str(caught.value)
    assert content(s3) == b"text"


def test_a_file_put_without_a_checksum_counts_as_another(s3: Any) -> None:
    s3.put_object(Bucket="my-bucket", Key=KEY, Body=b"text", ChecksumAlgorithm="CRC32")
    with pytest.raises(AwsError, match="not overwritten"):
        upload(s3, Upload(URI, "text"))


def test_an_absent_file_is_named(s3: Any, tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"cannot read .*absent.*: No such file"):
        upload(s3, Upload(URI, tmp_path / "absent"))
    assert s3.asked == []


def test_a_file_too_large_for_one_upload_is_refused(
    s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploading, "LARGEST", 3)
    (tmp_path / "large").write_bytes(b"1234")
    with pytest.raises(DatasetError, match="4 bytes are more than one upload takes"):
        upload(s3, Upload(URI, tmp_path / "large"))
    (tmp_path / "large").write_bytes(b"123")
    upload(s3, Upload(URI, tmp_path / "large"))
    assert content(s3) == b"123"


def test_other_refusals_are_the_services_own(s3: Any) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        upload(s3, Upload("s3://absent-bucket/key", "text"))
