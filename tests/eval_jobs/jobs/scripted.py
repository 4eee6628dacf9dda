"""Real clients of AWS's services whose calls end here: recorded, and answered by a script."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import boto3
from botocore.awsrequest import AWSResponse
from botocore.validate import validate_parameters

from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.watching.calls import Connect, PatientCalls

REGION = "us-west-2"
START = datetime(2026, 8, 1, 10, tzinfo=UTC)
JOB_ARN = (
    f"arn:aws:bedrock:{REGION}:111122223333:model-customization-job/"
    "amazon.nova-2-lite-v1:0:256k/abcdefghijkl"
)


class Fault(NamedTuple):
    """An error response of a service."""

    code: str
    status: int = 400


class Call(NamedTuple):
    operation: str
    parameters: dict[str, Any]


class Script:
    """What the services answer: by operation, one answer after the other; the last one stays.

    An answer is a response, a `Fault`, an exception to raise, or a function of the parameters.
    Requests and responses are checked against the services' models. Time passes by sleeping only.
    """

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self.clients: list[tuple[str, str]] = []
        self.told: list[str] = []
        self.slept: list[float] = []
        self.on_sleep: list[Callable[[], object]] = []
        self._answers: dict[str, list[Any]] = {}

    def on(self, operation: str, *answers: Any) -> Script:
        self._answers[operation] = list(answers)
        return self

    def connect(self, service: str, region: str) -> Any:
        self.clients.append((service, region))
        client = boto3.client(
            service,
            region_name=region,
            aws_access_key_id="testing",
            aws_secret_access_key="testing",  # noqa: S106  # no secret
        )
        given: list[dict[str, Any]] = []
        client.meta.events.register(
            "provide-client-params", lambda params, **_: given.append(dict(params))
        )
        client.meta.events.register(
            "before-call", lambda model, **_: self._answer(model, given.pop())
        )
        return client

    def patient(self, connect: Connect | None = None) -> PatientCalls:
        return PatientCalls(
            REGION, connect or self.connect, sleep=self.sleep, tell=self.told.append
        )

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        if self.on_sleep:
            self.on_sleep.pop(0)()

    def now(self) -> datetime:
        return START + timedelta(seconds=sum(self.slept))

    def requests(self, operation: str) -> list[dict[str, Any]]:
        return [call.parameters for call in self.calls if call.operation == operation]

    def _answer(self, model: Any, parameters: dict[str, Any]) -> tuple[AWSResponse, Any]:
        self.calls.append(Call(model.name, parameters))
        answers = self._answers[model.name]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if callable(answer):
            answer = answer(parameters)
        if isinstance(answer, BaseException):
            raise answer
        if isinstance(answer, Fault):
            error = {"Code": answer.code, "Message": "no"}
            metadata = {"HTTPStatusCode": answer.status}
            return _http(answer.status), {"Error": error, "ResponseMetadata": metadata}
        if model.output_shape is not None:
            validate_parameters(answer, model.output_shape)
        return _http(200), {**answer, "ResponseMetadata": {"HTTPStatusCode": 200}}


def _http(status: int) -> AWSResponse:
    return AWSResponse("https://nowhere.invalid", status, {}, None)


def record(**changes: Any) -> JobRecord:
    """A running RFT job on SageMaker."""
    fields: dict[str, Any] = {
        "name": "legal-rft",
        "job": {"technique": "rft", "rank": "lora", "role": ROLE},
        "service": "sagemaker",
        "identifier": "legal-rft",
        "region": REGION,
        "launched": "2026-08-01T09:50:00+00:00",
        "output": "s3://my-bucket/out",
    }
    return JobRecord.model_validate({**fields, **changes})


ROLE = "arn:aws:iam::111122223333:role/Execution"


def training_job(status: str, secondary: str, **more: Any) -> dict[str, Any]:
    """What DescribeTrainingJob answers."""
    return {
        "TrainingJobName": "legal-rft",
        "TrainingJobArn": f"arn:aws:sagemaker:{REGION}:111122223333:training-job/legal-rft",
        "ModelArtifacts": {"S3ModelArtifacts": "s3://my-bucket/out/legal-rft/output/model.tar.gz"},
        "TrainingJobStatus": status,
        "SecondaryStatus": secondary,
        "AlgorithmSpecification": {"TrainingInputMode": "File"},
        "OutputDataConfig": {"S3OutputPath": "s3://my-bucket/out/"},
        "ResourceConfig": {
            "InstanceType": "ml.p5.48xlarge",
            "InstanceCount": 4,
            "VolumeSizeInGB": 30,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 3600},
        "CreationTime": START,
        **more,
    }


def customization_job(status: str, **more: Any) -> dict[str, Any]:
    """What GetModelCustomizationJob answers."""
    return {
        "jobArn": JOB_ARN,
        "jobName": "legal-rft",
        "outputModelName": "legal-rft",
        "roleArn": ROLE,
        "status": status,
        "creationTime": START,
        "baseModelArn": f"arn:aws:bedrock:{REGION}::foundation-model/amazon.nova-2-lite-v1:0:256k",
        "trainingDataConfig": {"s3Uri": "s3://my-bucket/train.jsonl"},
        "validationDataConfig": {"validators": []},
        "outputDataConfig": {"s3Uri": "s3://my-bucket/out/"},
        **more,
    }


class Log:
    """CloudWatch's log of one job, page by page: lines by stream."""

    def __init__(self, script: Script, streams: dict[str, list[tuple[int, str]]]) -> None:
        self.streams = streams
        self.page = 2
        script.on("DescribeLogStreams", self._list).on("GetLogEvents", self._get)

    def _list(self, parameters: dict[str, Any]) -> dict[str, Any]:
        prefix = parameters["logStreamNamePrefix"]
        names = [name for name in sorted(self.streams) if name.startswith(prefix)]
        place = int(parameters.get("nextToken", "0"))
        page: dict[str, Any] = {
            "logStreams": [{"logStreamName": name} for name in names[place:][:1]]
        }
        return {**page, "nextToken": str(place + 1)} if place + 1 < len(names) else page

    def _get(self, parameters: dict[str, Any]) -> dict[str, Any]:
        lines = self.streams[parameters["logStreamName"]]
        newest = max(0, len(lines) - self.page)
        start = 0 if parameters["startFromHead"] else newest
        place = int(parameters["nextToken"][1:]) if "nextToken" in parameters else start
        chosen = lines[place : place + self.page]
        return {
            "events": [{"timestamp": time, "message": text} for time, text in chosen],
            "nextForwardToken": f"f{place + len(chosen)}",
            "nextBackwardToken": f"b{place}",
        }
