from __future__ import annotations

import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.collect import artifacts_of, collect
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.registry import Registry
from eval_jobs.results.errors import ResultsError
from tests.eval_jobs.jobs.bucket import Bucket, bucket
from tests.eval_jobs.jobs.scripted import (
    JOB_ARN,
    Script,
    customization_job,
    record,
    training_job,
)
from tests.support import artifacts, training_outputs

DONE = {"status": "completed"}
EVALUATION = {"technique": "eval"}
CHECKPOINT = training_outputs.MANIFEST["checkpoint_s3_bucket"]
PREFIX = "out/legal-rft"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    with bucket() as served:
        monkeypatch.setenv("AWS_ENDPOINT_URL_S3", f"http://{served.address}")
        monkeypatch.setenv("AWS_DEFAULT_REGION", "us-west-2")
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        yield served


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    registry = Registry(tmp_path / "runs" / "jobs")
    registry.save(record())
    return registry


def gather(registry: Registry, tmp_path: Path, **fields: Any) -> Any:
    job = registry.update("legal-rft", **fields)
    return collect(job, registry, tmp_path / "runs", report=lambda _: None)


@pytest.mark.parametrize(
    ("build", "curve"),
    [
        (training_outputs.training_archive, ["train_reward_mean"]),
        (training_outputs.serverless_manifest, []),
        (training_outputs.hyperpod_manifest, []),
    ],
)
def test_training_leaves_its_checkpoint_and_curves(
    build: Callable[[Path], Path], curve: list[str], s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    build(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    found = gather(registry, tmp_path, **DONE)
    assert found.checkpoint == CHECKPOINT
    assert list(found.curves)[:1] == curve
    assert found.runs == []
    assert registry.load("legal-rft") == found.record
    assert found.record.checkpoint == CHECKPOINT
    assert found.folder == tmp_path / "runs" / "legal-rft"


def test_a_cluster_is_taken_at_the_users_word(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.hyperpod_manifest(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    found = gather(registry, tmp_path, service="hyperpod", status="launching")
    assert (found.record.status, found.checkpoint) == ("completed", CHECKPOINT)


def test_a_customization_job_leaves_a_model_and_curves(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.bedrock_training(tmp_path / "service")
    source = tmp_path / "service" / "model-customization-job-abc"
    s3.upload(source, "out/model-customization-job-abcdefghijkl")
    found = gather(
        registry, tmp_path, **DONE, service="bedrock", identifier=JOB_ARN, checkpoint="arn:model"
    )
    assert found.checkpoint == "arn:model"
    assert "validation_loss" in found.curves


@pytest.mark.parametrize("layout", sorted(artifacts.NAMELESS | {"output_archive"}))
def test_an_evaluation_leaves_a_run(
    layout: str, s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    artifacts.LAYOUTS[layout](tmp_path / "service", artifacts.rows())
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    found = gather(registry, tmp_path, **DONE, job=EVALUATION)
    (run,) = found.runs
    assert run.name == ("legal-rft" if layout in artifacts.NAMELESS else artifacts.NAME)
    assert len(list(run.details())) == len(artifacts.rows())
    assert registry.load("legal-rft").run == str(run.path)
    assert run.path.is_relative_to(tmp_path / "runs" / "legal-rft")
    assert found.checkpoint is None


def test_what_was_collected_is_not_downloaded_again(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.training_archive(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    first = gather(registry, tmp_path, **DONE)
    assert not list(first.folder.rglob("*.tar.gz"))  # nor unpacked again
    s3.downloads.clear()
    second = gather(registry, tmp_path)
    assert s3.downloads == []
    assert (second.checkpoint, second.curves) == (first.checkpoint, first.curves)


def test_a_connection_that_drops_is_made_up_for(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.training_archive(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    s3.broken = 2
    assert gather(registry, tmp_path, **DONE).checkpoint == CHECKPOINT
    assert len(s3.downloads) == 3


def test_a_connection_that_stays_away_leaves_nothing_half(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.training_archive(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    s3.broken = 1000
    with pytest.raises(AwsError, match="cannot read s3://my-bucket/out/legal-rft"):
        gather(registry, tmp_path, **DONE)
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["jobs"]
    assert registry.load("legal-rft").checkpoint is None
    s3.broken = 0
    assert gather(registry, tmp_path).checkpoint == CHECKPOINT


def test_what_a_killed_process_left_is_no_artifact(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.training_archive(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, PREFIX)
    left = tmp_path / "runs" / "legal-rft.partial" / PREFIX / "manifest.json"
    left.parent.mkdir(parents=True)
    left.write_text('{"checkpoint_s3_bucket": "s3://wrong/one"}')
    assert gather(registry, tmp_path, **DONE).checkpoint == CHECKPOINT
    assert not left.exists()


def test_an_archive_that_climbs_out_is_refused(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    evil = artifacts.pack_members(
        tmp_path / "output.tar.gz",
        [(tarfile.TarInfo("../../../manifest.json"), b'{"checkpoint_s3_bucket": "s3://evil"}')],
    )
    s3.objects[f"{PREFIX}/output/output.tar.gz"] = evil.read_bytes()
    with pytest.raises(ResultsError, match="leads out of the archive"):
        gather(registry, tmp_path, **DONE)
    assert not list(tmp_path.rglob("manifest.json"))
    assert [path.name for path in (tmp_path / "runs").iterdir()] == ["jobs"]


def test_a_folder_of_somebody_else_is_left_alone(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    mine = tmp_path / "runs" / "legal-rft" / "notes.txt"
    mine.parent.mkdir()
    mine.write_text("mine")
    with pytest.raises(JobError, match="holds something else than s3://my-bucket/out/legal-rft"):
        gather(registry, tmp_path, **DONE)
    assert mine.read_text() == "mine"
    assert s3.downloads == []


def test_training_without_a_checkpoint_is_an_error(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    s3.objects[f"{PREFIX}/step_wise_training_metrics.csv"] = training_outputs.RFT_CSV.encode()
    with pytest.raises(ResultsError, match=r"no manifest.json"):
        gather(registry, tmp_path, **DONE)


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        (training_job("InProgress", "Training"), "is running: `toolgrade job wait legal-rft`"),
        (training_job("Failed", "Failed", FailureReason="oom"), "failed, .*: oom"),
        (training_job("Stopped", "Stopped"), "stopped, there is nothing whole"),
    ],
)
def test_a_job_that_has_not_completed_is_said(
    answer: dict[str, Any], message: str, registry: Registry, tmp_path: Path
) -> None:
    script = Script().on("DescribeTrainingJob", answer)
    with pytest.raises(JobError, match=message):
        collect(record(), registry, tmp_path / "runs", calls=script.patient())
    assert registry.load("legal-rft").phase == answer["SecondaryStatus"]


def test_the_output_is_where_the_service_says(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.training_archive(tmp_path / "service")
    s3.upload(tmp_path / "service" / artifacts.JOB, "elsewhere/legal-rft")
    answer = training_job("Completed", "Completed")
    answer["OutputDataConfig"] = {"S3OutputPath": "s3://my-bucket/elsewhere"}
    script = Script().on("DescribeTrainingJob", answer)
    found = collect(record(), registry, tmp_path / "runs", calls=script.patient())
    assert found.checkpoint == CHECKPOINT
    assert found.record.output == "s3://my-bucket/elsewhere"


def test_a_customization_job_is_asked_for_its_model(
    s3: Bucket, registry: Registry, tmp_path: Path
) -> None:
    training_outputs.bedrock_training(tmp_path / "service")
    s3.upload(
        tmp_path / "service" / "model-customization-job-abc",
        "out/model-customization-job-abcdefghijkl",
    )
    script = Script().on(
        "GetModelCustomizationJob",
        customization_job("Completed", outputModelArn=MODEL),
    )
    job = registry.update("legal-rft", service="bedrock", identifier=JOB_ARN)
    found = collect(job, registry, tmp_path / "runs", calls=script.patient())
    assert found.checkpoint == registry.load("legal-rft").checkpoint == MODEL


MODEL = (
    "arn:aws:bedrock:us-west-2:111122223333:custom-model/amazon.nova-2-lite-v1:0:256k/aaaabbbbcccc"
)


def test_a_record_without_an_output_is_said() -> None:
    with pytest.raises(JobError, match="names no output"):
        artifacts_of(record(output=""))
