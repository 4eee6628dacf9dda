"""A job that is set up perfectly, and the services around it; tests break one thing each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote

import boto3
import pytest
from botocore.response import StreamingBody
from moto import mock_aws

from eval_jobs.finding import Finding
from eval_jobs.jobs.job import Compute, Data, Grader, Job
from eval_jobs.jobs.preflight import run
from tests.eval_jobs.datasets.files import record, write_lines
from tests.eval_jobs.jobs.preflight.fake import FUNCTION, KEYS, REGION, ROLE, FakeClients
from tests.eval_jobs.services import REWARD

MakeJob = Callable[..., Job]
Check = Callable[..., list[Finding]]
QUOTA = "ml.p5.48xlarge for training job usage"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "sagemaker.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ],
}


@pytest.fixture(scope="package")
def buckets() -> Iterator[Any]:
    """S3 with the job's bucket, the same for all tests: starting moto is slow."""
    with mock_aws():
        s3 = boto3.resource("s3", region_name=REGION, **KEYS)
        s3.Bucket("my-bucket").create()
        yield s3


@pytest.fixture(autouse=True)
def logged_in(buckets: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Credentials of moto's for clients that the fake does not make."""
    assert buckets
    for name, value in KEYS.items():
        monkeypatch.setenv(name.upper(), value)


@pytest.fixture
def train(tmp_path: Path) -> Path:
    """As many rows as a good training set has at least."""
    parameters = {"type": "object", "properties": {"a": {"type": "integer"}}}
    function = {"name": "f", "description": "Does f.", "parameters": parameters}
    tools = [{"type": "function", "function": function}]
    rows = [record(f"r{number}", None, tools=tools) for number in range(128)]
    return write_lines(tmp_path / "train.jsonl", *rows)


@pytest.fixture
def make_job(train: Path) -> MakeJob:
    """The perfect job, an RFT on SageMaker; what is given replaces its fields."""

    def make(**fields: Any) -> Job:
        given: dict[str, Any] = {
            "name": "train",
            "technique": "rft",
            "region": REGION,
            "role": ROLE,
            "data": Data(train=str(train)),
            "grader": Grader(function=FUNCTION),
            "recipe": {"lambda_batch_size": 64, "max_new_tokens": 4096},
            "compute": Compute(instance_count=4, max_runtime_hours=10),
            "output": "s3://my-bucket/out",
        }
        return Job(**given | fields)

    return make


def invoked(parameters: Any) -> dict[str, Any]:
    """What this repository's reward function answers."""
    return answered(REWARD.grade(json.loads(parameters["Payload"]), {}))


def trusting(policy: Any) -> dict[str, Any]:
    """A role with this trust policy, as IAM answers it."""
    return {"Role": {"Arn": ROLE, "AssumeRolePolicyDocument": quote(json.dumps(policy))}}


def answered(response: Any, **more: Any) -> dict[str, Any]:
    """A response of Lambda's Invoke."""
    body = json.dumps(response).encode()
    return {"StatusCode": 200, "Payload": StreamingBody(BytesIO(body), len(body)), **more}


@pytest.fixture
def clients() -> Iterator[FakeClients]:
    """Services that find nothing wrong."""
    with FakeClients(
        Invoke=invoked,
        GetFunctionConfiguration={"Timeout": 300, "MemorySize": 1769, "FunctionArn": FUNCTION},
        GetFunctionConcurrency={"ReservedConcurrentExecutions": 20},
        GetRole=trusting(TRUST),
        SimulatePrincipalPolicy={"EvaluationResults": [{"EvalDecision": "allowed"}]},
        ListServiceQuotas={"Quotas": [{"QuotaName": QUOTA, "Value": 4.0}]},
    ) as made:
        yield made


@pytest.fixture
def check(make_job: MakeJob, clients: FakeClients) -> Check:
    """What is found about the perfect job with these fields replaced."""
    return lambda **fields: run(make_job(**fields), clients)
