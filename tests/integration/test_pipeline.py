"""The whole way on one machine: moto is AWS, the built function grades, artifacts are placed."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import boto3
import pytest
import yaml
from moto import mock_aws
from typer.testing import CliRunner

from eval_jobs.cli import app
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.registry import Registry
from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.local_lambda.service import LocalLambda
from tests.support.artifacts import evaluated, pack, write_aws_run
from tests.support.runs import half, record, right, wrong
from tests.support.training_outputs import MANIFEST, RFT_CSV

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

ROOT: Final = Path(__file__).parents[2]
BUCKET: Final = "my-bucket"
ROLE: Final = "arn:aws:iam::123456789012:role/Training"
FUNCTION: Final = "arn:aws:lambda:us-east-1:123456789012:function:SageMaker-RewardFunction"
SAMPLES: Final = 40
ANSWERS: Final = {"base-eval": wrong, "sft-eval": half, "rft-eval": right}


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in [name for name in os.environ if name.startswith("AWS_")]:
        monkeypatch.delenv(name)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    with mock_aws():
        made = boto3.resource("s3").Bucket(BUCKET)
        made.create()
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Allow",
                    "Principal": {"Service": "sagemaker.amazonaws.com"},
                    "Action": "sts:AssumeRole",
                }
            ],
        }
        boto3.client("iam").create_role(
            RoleName="Training", AssumeRolePolicyDocument=json.dumps(trust)
        )
        yield made


@pytest.fixture
def lambda_api() -> Iterator[str]:
    with LocalLambda(ROOT / ".aws-sam" / "build", lambda _, __: None) as service:
        api = InvokeApi(service, "127.0.0.1", 0)
        yield f"http://{api.address}"
        api.close()


def write_pipeline(folder: Path) -> Path:
    """Base evaluation, SFT, evaluation, RFT from its checkpoint, evaluation, comparison."""
    lines = [json.dumps(record(k)) for k in range(SAMPLES * 4)]
    (folder / "train.jsonl").write_text("\n".join(lines))
    (folder / "test.jsonl").write_text("\n".join(lines[:SAMPLES]))
    sft = {
        "schemaVersion": "bedrock-conversation-2024",
        "messages": [
            {"role": "user", "content": [{"text": "Find it."}]},
            {"role": "assistant", "content": [{"text": "Found."}]},
        ],
    }
    (folder / "sft.jsonl").write_text("\n".join([json.dumps(sft)] * 200))
    basis = {"region": "us-east-1", "role": ROLE, "output": f"s3://{BUCKET}/out"}
    grader = {"grader": {"function": FUNCTION}}
    test = {"technique": "eval", "data": {"test": "test.jsonl"}, **grader}
    jobs: list[dict[str, Any]] = [
        {"name": "base-eval", **test},
        {"name": "sft", "technique": "sft", "data": {"train": "sft.jsonl"}},
        {"name": "sft-eval", **test, "start": {"job": "sft"}},
        {
            "name": "rft",
            "technique": "rft",
            "data": {"train": "train.jsonl"},
            "start": {"job": "sft"},
            **grader,
        },
        {"name": "rft-eval", **test, "start": {"job": "rft"}},
    ]
    for job in jobs:
        (folder / f"{job['name']}.yaml").write_text(yaml.safe_dump({**basis, **job}))
    pipeline = {
        "name": "story",
        "jobs": [f"{job['name']}.yaml" for job in jobs],
        "compare": {"output": str(folder / "report")},
    }
    (folder / "pipeline.yaml").write_text(yaml.safe_dump(pipeline))
    return folder / "pipeline.yaml"


def finish(bucket: Any, job: str, name: str, folder: Path) -> None:
    """Leave what the service leaves when a job of this name is done."""
    packed = folder / "packed" / name
    if name in ANSWERS:
        rows = [evaluated(record(k), ANSWERS[name](k)) for k in range(SAMPLES)]
        write_aws_run(packed / name, rows)
    else:
        packed.mkdir(parents=True)
        (packed / "manifest.json").write_text(json.dumps(MANIFEST))
        (packed / "step_wise_training_metrics.csv").write_text(RFT_CSV)
    archive = pack(packed, folder / f"{name}.tar.gz")
    bucket.upload_file(str(archive), f"out/{job}/output/output.tar.gz")


def test_from_the_base_model_to_the_comparison_killed_after_every_step(
    bucket: Any, lambda_api: str, tmp_path: Path
) -> None:
    registry = Registry(tmp_path / "jobs")
    arguments = [
        *("pipeline", str(write_pipeline(tmp_path)), "--jobs", str(tmp_path / "jobs")),
        *("--output", str(tmp_path / "runs"), "--endpoint-url", lambda_api, "--force"),
    ]
    finished: set[str] = set()
    for expected in ("base-eval", "sft", "sft-eval", "rft", "rft-eval"):
        # The job completes at once, and its artifacts are not there yet: the pipeline ends.
        result = CliRunner().invoke(app, arguments)
        assert result.exit_code == 1, result.output
        assert "nothing of a job is there" in str(result.exception)
        (new,) = (one for one in registry.all() if one.name not in finished)
        assert new.job["name"] == expected
        finish(bucket, new.identifier, expected, tmp_path)
        finished.add(new.name)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.output
    said = " ".join(result.stdout.split())
    assert "rft-eval is better than base-eval: reward +" in said
    assert "by itself: rft-eval is better than sft-eval: reward +" in said
    assert (tmp_path / "report" / "report.html").is_file()
    assert len(registry.names()) == len(finished)

    sent = boto3.client("sagemaker")
    by_name = {one.job["name"]: one for one in registry.all()}
    checkpoint = MANIFEST["checkpoint_s3_bucket"]
    assert by_name["sft"].checkpoint == checkpoint
    for name in ("sft-eval", "rft", "rft-eval"):
        request = sent.describe_training_job(TrainingJobName=by_name[name].identifier)
        assert request["HyperParameters"]["base_model_location"] == checkpoint
    again = CliRunner().invoke(app, arguments)
    assert again.exit_code == 0
    assert f"rft: {by_name['rft'].name}, of an earlier run of this pipeline" in again.stdout
    assert len(sent.list_training_jobs()["TrainingJobSummaries"]) == len(finished)


def shortened(folder: Path, *names: str, **changes: Any) -> list[str]:
    """The arguments of a pipeline of these jobs alone; the last one has these changes."""
    file = write_pipeline(folder)
    file.write_text(yaml.safe_dump({"name": "story", "jobs": [f"{name}.yaml" for name in names]}))
    last = folder / f"{names[-1]}.yaml"
    last.write_text(yaml.safe_dump({**yaml.safe_load(last.read_text()), **changes}))
    folders = ["--jobs", str(folder / "jobs"), "--output", str(folder / "runs")]
    return ["pipeline", str(file), *folders]


@pytest.mark.parametrize(
    ("last", "changes", "said"),
    [
        ("rft", {"recipe": {"max_lenght": 3}}, "rft: recipe.max_lenght"),
        ("rft", {"data": {"train": "absent.jsonl"}}, "rft: data: "),
        ("rft", {"data": {}}, "rft: data.train"),
        ("sft-eval", {"model": "nova-micro"}, "sft-eval: start"),
    ],
)
@pytest.mark.usefixtures("bucket")
def test_nothing_is_launched_where_a_later_job_is_wrong(
    tmp_path: Path, last: str, changes: dict[str, Any], said: str
) -> None:
    arguments = shortened(tmp_path, "sft", last, **changes)
    for more in ([], ["--dry-run"]):
        result = CliRunner().invoke(app, [*arguments, *more])
        assert result.exit_code == 1, result.exception
        assert said in result.output
    assert Registry(tmp_path / "jobs").names() == []
    CliRunner().invoke(app, [*arguments, "--force"])
    assert [one.job["name"] for one in Registry(tmp_path / "jobs").all()] == ["sft"]


@pytest.mark.usefixtures("bucket")
def test_a_dry_run_without_errors_completes(tmp_path: Path) -> None:
    result = CliRunner().invoke(app, [*shortened(tmp_path, "sft", "rft"), "--dry-run"])
    assert result.exit_code == 0, result.output


def test_a_job_that_failed_is_done_anew_when_asked(
    bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = shortened(tmp_path, "sft")
    registry = Registry(tmp_path / "jobs")
    with monkeypatch.context() as patch:
        patch.setattr("eval_jobs.commands.pipeline.wait", fail)
        for _ in range(2):
            result = CliRunner().invoke(app, arguments)
            assert result.exit_code == 1, result.exception
            assert f"{tmp_path / 'pipeline.yaml'} --retry sft" in result.output
    (failed,) = registry.names()
    CliRunner().invoke(app, [*arguments, "--retry", "sft"])
    (anew,) = set(registry.names()) - {failed}
    finish(bucket, anew, "sft", tmp_path)
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == 0, result.exception
    assert registry.load(anew).checkpoint == MANIFEST["checkpoint_s3_bucket"]
    assert len(registry.names()) == 2


def fail(record: JobRecord, registry: Registry) -> int:
    registry.update(record.name, status="failed")
    return 1


@pytest.mark.usefixtures("bucket")
def test_another_pipeline_of_the_same_name_is_refused(tmp_path: Path) -> None:
    arguments = shortened(tmp_path, "sft")
    CliRunner().invoke(app, arguments)
    shortened(tmp_path, "sft", model="nova-lite")
    result = CliRunner().invoke(app, arguments)
    assert isinstance(result.exception, JobError)
    assert "sft: the job file changed since it was launched as sft-" in str(result.exception)
    assert len(Registry(tmp_path / "jobs").names()) == 1
