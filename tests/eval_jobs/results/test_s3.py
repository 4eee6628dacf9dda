from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError
from moto import mock_aws

from eval_jobs.aws import AwsError
from eval_jobs.results import s3
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.manifest import read_checkpoint
from eval_jobs.results.read import read_run, read_runs
from eval_jobs.results.s3 import Location, download
from eval_jobs.results.training_metrics import read_curves
from tests.support import artifacts, training_outputs

BUCKET = "results-bucket"


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """An empty bucket of moto's."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        made = boto3.resource("s3").Bucket(BUCKET)
        made.create()
        yield made


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, Any]]:
    """What was asked of S3: the operation and its parameters."""
    asked: list[tuple[str, Any]] = []
    make = s3.client

    def client(*args: Any, **keys: Any) -> Any:
        made = make(*args, **keys)
        made.meta.events.register(
            "provide-client-params.s3.*",
            lambda params, model, **_: asked.append((model.name, params)),
        )
        return made

    monkeypatch.setattr(s3, "client", client)
    return asked


def upload(bucket: Any, folder: Path, prefix: str) -> None:
    for path in folder.rglob("*"):
        if path.is_file():
            bucket.upload_file(str(path), f"{prefix}/{path.relative_to(folder)}")


def test_a_run_reads_from_a_prefix_and_only_what_is_needed_comes(
    bucket: Any, asked: list[tuple[str, Any]], tmp_path: Path
) -> None:
    rows = artifacts.rows()
    run = artifacts.structs(tmp_path / "here", rows)
    (run / "model.safetensors").write_bytes(b"large")
    upload(bucket, tmp_path / "here", "jobs/sft")
    upload(bucket, tmp_path / "here", "jobs/sft-2")
    asked.clear()
    found = read_run(f"s3://{BUCKET}/jobs/sft/", workspace=tmp_path / "workspace")
    assert found.name == artifacts.NAME
    assert found.samples is not None
    assert set(found.samples.ids) == {row.row.id for row in rows}
    assert {name for name, _ in asked} == {"ListObjectsV2", "HeadObject", "GetObject"}
    listed = [params for name, params in asked if name == "ListObjectsV2"]
    assert [(params["Bucket"], params["Prefix"]) for params in listed] == [(BUCKET, "jobs/sft")]
    got = sorted(params["Key"].rpartition(".")[2] for name, params in asked if name == "GetObject")
    assert got == ["json", "parquet"]
    assert not list((tmp_path / "workspace").rglob("*.safetensors"))


def test_an_archive_reads_from_its_job_and_from_its_key(bucket: Any, tmp_path: Path) -> None:
    archive = artifacts.none_archive(tmp_path, artifacts.rows())
    key = f"out/{artifacts.JOB}/output/output.tar.gz"
    bucket.upload_file(str(archive), key)
    for source in (f"s3://{BUCKET}/{key}", f"s3://{BUCKET}/out/{artifacts.JOB}", f"s3://{BUCKET}"):
        run = read_run(source)
        assert run.name == artifacts.JOB
        assert len(list(run.details())) == len(artifacts.rows())


def test_a_path_keeps_its_scheme(bucket: Any, tmp_path: Path) -> None:
    upload(bucket, artifacts.structs(tmp_path, artifacts.rows()).parent, "jobs")
    assert read_run(Path(f"s3://{BUCKET}/jobs")).name == artifacts.NAME


def test_training_artifacts_read_from_s3(bucket: Any, tmp_path: Path) -> None:
    archive = training_outputs.training_archive(tmp_path)
    bucket.upload_file(str(archive), "out/job/output/output.tar.gz")
    uri = f"s3://{BUCKET}/out/job"
    assert read_checkpoint(uri) == training_outputs.MANIFEST["checkpoint_s3_bucket"]
    assert "train_reward_mean" in read_curves(uri)


def test_keys_that_are_no_paths_are_refused(bucket: Any, tmp_path: Path) -> None:
    bucket.put_object(Key="jobs/../../results_1.json", Body=b"{}")
    with pytest.raises(ResultsError, match="a key that is no path: refused"):
        download(Location(BUCKET, "jobs"), tmp_path / "in" / "here")
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_nothing_of_a_job_is_said(bucket: Any) -> None:
    bucket.put_object(Key="jobs/model.safetensors", Body=b"")
    bucket.put_object(Key="jobs/folder/", Body=b"")
    with pytest.raises(ResultsError, match="s3://results-bucket/jobs: nothing of a job is there"):
        read_runs(f"s3://{BUCKET}/jobs")


def test_a_missing_bucket_is_said(bucket: Any) -> None:
    assert bucket.name == BUCKET
    with pytest.raises(AwsError, match="Check the bucket's name"):
        read_runs("s3://another-bucket/jobs")


def test_missing_credentials_are_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    with pytest.raises(AwsError, match=r"Log in, .* and check AWS_PROFILE"):
        read_runs("s3://bucket/jobs")


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        ("AccessDenied", "s3:GetObject"),
        ("403", "s3:GetObject"),
        ("PermanentRedirect", "AWS_REGION"),
        ("ExpiredToken", "Log in"),
        ("Odd", "(Odd)"),
    ],
)
def test_what_s3_refuses_is_said(
    code: str, advice: str, bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucket.put_object(Key="jobs/results_1.json", Body=b"{}")

    def refused(*_: Any) -> None:
        raise ClientError({"Error": {"Code": code, "Message": "no"}}, "GetObject")

    monkeypatch.setattr(s3, "_download", refused)
    with pytest.raises(AwsError, match=r"cannot read s3://results-bucket/jobs: ") as caught:
        download(Location(BUCKET, "jobs"), tmp_path)
    assert advice in str(caught.value)


@pytest.mark.parametrize("uri", ["s3://", "s3:/"])
def test_a_uri_without_a_bucket_is_said(uri: str) -> None:
    with pytest.raises(ResultsError, match=r"not of the form s3://bucket/prefix"):
        read_runs(uri)


def test_a_location_is_written_as_it_is_given() -> None:
    assert str(Location.parse("s3://b/a/c/")) == "s3://b/a/c"
    assert Location.parse("s3://b") == Location("b", "")
