from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from moto import mock_aws

from eval_jobs import aws
from eval_jobs.aws import AwsError
from eval_jobs.jobs.backends.build import build_request
from eval_jobs.jobs.submit import submit
from tests.eval_jobs.jobs.backends.jobs import NAME, TRAINING, job
from tests.eval_jobs.services import DROPPED, Reply, Service, serving
from tests.eval_jobs.services import Request as Asked

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Request

ARN = "arn:aws:bedrock:us-east-1:111122223333:model-customization-job/amazon.nova/abcdefghij12"
TAGGED = {"tags": {"team": "agents"}}


class Jobs:
    """SageMaker and Bedrock as far as launching goes; keeps what was launched."""

    def __init__(self) -> None:
        self.launched: dict[str, dict[str, Any]] = {}
        self.answers_get_lost = 0

    def __call__(self, asked: Asked) -> Reply:
        if "x-amz-target" not in asked.headers:
            return self._bedrock(asked.body)
        if asked.headers["x-amz-target"].endswith("DescribeTrainingJob"):
            made = self.launched[asked.body["TrainingJobName"]]
            image = made["AlgorithmSpecification"] | {"EnableSageMakerMetricsTimeSeries": False}
            described = made | {"TrainingJobStatus": "InProgress", "AlgorithmSpecification": image}
            described.pop("Tags", None)
            return Reply(described)
        name = asked.body["TrainingJobName"]
        if name in self.launched:
            return refusal("ResourceInUse", "Training job names must be unique")
        self.launched[name] = asked.body
        return self._answered(Reply({"TrainingJobArn": f"arn:{name}"}))

    def _bedrock(self, body: dict[str, Any]) -> Reply:
        self.launched.setdefault(body["clientRequestToken"], body)
        return self._answered(Reply({"jobArn": ARN}, 201))

    def _answered(self, reply: Reply) -> Reply:
        if not self.answers_get_lost:
            return reply
        self.answers_get_lost -= 1
        return DROPPED


def refusal(code: str, message: str, status: int = 400) -> Reply:
    body = {"__type": code, "message": message}
    return Reply(body, status, {"x-amzn-ErrorType": code})


@pytest.fixture
def jobs() -> Jobs:
    return Jobs()


@pytest.fixture
def service(jobs: Jobs, monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with serving(jobs) as service:
        for name in ("SAGEMAKER", "BEDROCK"):
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{name}", service.url)
        yield service


@pytest.fixture
def bucket() -> Iterator[Any]:
    with mock_aws():
        made = boto3.resource("s3", "us-east-1").Bucket("my-bucket")
        made.create()
        yield made


def request(**changes: Any) -> Request:
    """A request whose files are in S3 already."""
    made = build_request(job(**changes), NAME, checkpoint=None, data=TRAINING)
    return made._replace(uploads=())


def test_a_training_job_is_called_by_its_name(service: Service, jobs: Jobs) -> None:
    asked = request(compute=TAGGED)
    assert submit(asked) == NAME
    assert jobs.launched == {NAME: asked.parameters}
    assert len(service.requests) == 1


def test_a_customization_job_is_called_by_its_arn(service: Service, jobs: Jobs) -> None:
    asked = request(backend="bedrock")
    assert submit(asked) == ARN
    assert service.requests[0].path == "/model-customization-jobs"
    assert list(jobs.launched.values()) == [asked.parameters]


@pytest.mark.parametrize("backend", ["sagemaker", "bedrock"])
@pytest.mark.usefixtures("service")
def test_an_answer_that_gets_lost_leaves_one_job(jobs: Jobs, backend: str) -> None:
    jobs.answers_get_lost = 1
    asked = request(backend=backend, compute=TAGGED)
    assert submit(asked) == (NAME if backend == "sagemaker" else ARN)
    assert len(jobs.launched) == 1


@pytest.mark.parametrize("backend", ["sagemaker", "bedrock"])
def test_the_same_sent_again_leaves_one_job(
    service: Service, jobs: Jobs, monkeypatch: pytest.MonkeyPatch, backend: str
) -> None:
    monkeypatch.setattr(aws, "ATTEMPTS", 1)
    jobs.answers_get_lost = 1
    asked = request(backend=backend, compute=TAGGED)
    with pytest.raises(
        AwsError, match=f"launches no second job: `toolgrade job launch --resume {NAME}`"
    ):
        submit(asked)
    assert submit(asked) == submit(asked) == (NAME if backend == "sagemaker" else ARN)
    assert len(jobs.launched) == 1
    assert len(service.requests) >= 3


@pytest.mark.usefixtures("service")
def test_a_name_that_another_job_has_is_an_error() -> None:
    submit(request())
    other = request(recipe={"max_steps": 10}, compute={"instance_count": 2})
    with pytest.raises(AwsError, match="another training job has this name") as caught:
        submit(other)
    assert "differs in ResourceConfig: launch under another name" in str(caught.value)
    assert caught.value.code == "ResourceInUse"


@pytest.mark.parametrize("key", ["VpcConfig", "HyperParameters", "InputDataConfig"])
@pytest.mark.usefixtures("service")
def test_whatever_differs_is_named(jobs: Jobs, key: str) -> None:
    network = {"subnets": ["subnet-1"], "security_groups": ["sg-1"]}
    asked = request(compute=network)
    submit(asked)
    made = jobs.launched[NAME]
    made[key] = {
        "VpcConfig": None,
        "HyperParameters": made["HyperParameters"] | {"base_model": "another"},
        "InputDataConfig": made["InputDataConfig"][:-1],
    }[key]
    with pytest.raises(AwsError, match=f"differs in {key}:"):
        submit(asked)


@pytest.mark.parametrize(
    ("backend", "code", "advice"),
    [
        ("sagemaker", "ThrottlingException", f"again: `toolgrade job launch --resume {NAME}`"),
        ("bedrock", "ThrottlingException", "wait a minute, and send the same again"),
        ("sagemaker", "ExpiredTokenException", "aws sso login"),
        ("bedrock", "ExpiredTokenException", "aws sso login"),
        ("sagemaker", "AccessDeniedException", "It takes sagemaker:CreateTrainingJob"),
        ("bedrock", "AccessDeniedException", "It takes bedrock:CreateModelCustomizationJob"),
        ("sagemaker", "ResourceLimitExceeded", "Ask Service Quotas"),
        ("bedrock", "ServiceQuotaExceededException", "Wait for a job to end"),
        ("bedrock", "ConflictException", "launch under another one"),
        ("sagemaker", "ValidationException", f"cannot launch {NAME}: .*: no such thing"),
    ],
)
def test_refusals_say_what_to_do(
    service: Service, monkeypatch: pytest.MonkeyPatch, backend: str, code: str, advice: str
) -> None:
    monkeypatch.setattr(aws, "ATTEMPTS", 1)
    service.faults.append(refusal(code, "no such thing"))
    with pytest.raises(AwsError, match=advice) as caught:
        submit(request(backend=backend))
    assert caught.value.code == code


def test_a_busy_service_is_asked_again(service: Service, jobs: Jobs) -> None:
    service.faults.append(refusal("ThrottlingException", "slow down"))
    assert submit(request()) == NAME
    assert len(jobs.launched) == 1
    assert len(service.requests) == 2


def test_uploads_come_first(
    service: Service, jobs: Jobs, bucket: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "my train.jsonl").write_text("{}\n")
    monkeypatch.chdir(tmp_path)
    asked = build_request(job(), NAME, checkpoint=None, data={"train": "my train.jsonl"})
    submit(asked)
    below = f"jobs/{NAME}/input"
    assert {item.key for item in bucket.objects.all()} == {
        f"{below}/train/train.jsonl",
        f"{below}/recipe/recipe.yaml",
    }
    uris = [
        one["DataSource"]["S3DataSource"]["S3Uri"] for one in asked.parameters["InputDataConfig"]
    ]
    assert {upload.uri for upload in asked.uploads} == set(uris)
    assert list(jobs.launched) == [NAME]
    assert len(service.requests) == 1


@pytest.mark.usefixtures("bucket")
def test_nothing_is_launched_where_an_upload_fails(service: Service) -> None:
    asked = build_request(job(output="s3://absent"), NAME, checkpoint=None, data=TRAINING)
    with pytest.raises(AwsError, match=r"cannot upload s3://absent/.*NoSuchBucket"):
        submit(asked)
    assert service.requests == []


def test_a_denied_upload_says_which_permission_it_takes(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    def deny(*_: Any) -> None:
        raise boto3.client("s3", "us-east-1").exceptions.ClientError(
            {"Error": {"Code": "AccessDenied", "Message": "Access Denied"}}, "PutObject"
        )

    monkeypatch.setattr("eval_jobs.jobs.submit.upload", deny)
    asked = build_request(job(), NAME, checkpoint=None, data=TRAINING)
    with pytest.raises(AwsError, match="It takes s3:PutObject") as caught:
        submit(asked)
    assert "s3:GetObject" not in str(caught.value)
    assert service.requests == []


def test_hyperpod_only_uploads(service: Service, bucket: Any) -> None:
    asked = build_request(job(backend="hyperpod"), NAME, checkpoint=None, data=TRAINING)
    assert submit(asked) == NAME
    keys = [item.key for item in bucket.objects.all()]
    assert keys == [f"jobs/{NAME}/input/recipe/recipe.yaml"]
    assert service.requests == []
