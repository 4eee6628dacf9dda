"""AWS in this process: answers by operation, and what was asked; requests are validated."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import boto3
from botocore.awsrequest import AWSResponse
from botocore.config import Config

from eval_jobs.jobs.preflight import Clients

if TYPE_CHECKING:
    from eval_jobs.finding import Finding, Severity

REGION = "us-east-1"
ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/jobs/Training"
FUNCTION = f"arn:aws:lambda:{REGION}:{ACCOUNT}:function:SageMaker-reward"

KEYS = {"aws_access_key_id": "testing", "aws_secret_access_key": "testing"}
SESSION = boto3.session.Session()
"""Reads the services' models once for all tests."""


class Fault(NamedTuple):
    """An answer that boto3 raises."""

    code: str
    status: int = 400


Answer = Mapping[str, Any] | Fault | Callable[[Any], Mapping[str, Any] | Fault]


class FakeClients(Clients):
    """Clients whose calls are answered by `answers`; S3's go to moto unless they are there."""

    def __init__(self, **answers: Answer) -> None:
        super().__init__(REGION)
        self.answers: dict[str, Answer] = dict(answers)
        self.asked: list[tuple[str, Any]] = []

    def get(self, service: str) -> Any:
        if service not in self._made:
            self._made[service] = self._make(service)
        return self._made[service]

    def of(self, operation: str) -> list[Any]:
        """The parameters of each call of `operation`."""
        return [parameters for name, parameters in self.asked if name == operation]

    def _make(self, service: str) -> Any:
        client = SESSION.client(
            service,
            region_name=REGION,
            **KEYS,
            config=Config(retries={"total_max_attempts": 1}),
        )
        client.meta.events.register_first("before-parameter-build.*", self._note)
        client.meta.events.register_first("before-call.*", self._answer)
        return client

    def _note(self, params: Any, model: Any, **_: Any) -> None:
        self.asked.append((model.name, dict(params)))

    def _answer(self, model: Any, **_: Any) -> Any:
        answer = self.answers.get(model.name)
        if answer is None:
            assert model.service_model.service_name == "s3", f"{model.name} was not expected"
            return None
        if callable(answer):
            answer = answer(self.asked[-1][1])
        if isinstance(answer, Fault):
            error = {"Error": {"Code": answer.code, "Message": "no"}}
            return AWSResponse("", answer.status, {}, None), error
        return AWSResponse("", 200, {}, None), dict(answer)


def severities(findings: list[Finding], check: str) -> list[Severity]:
    """The severities of the findings of one check."""
    return [finding.severity for finding in findings if finding.check == check]


def only(findings: list[Finding], check: str) -> Finding:
    """The one finding of a check."""
    (finding,) = [finding for finding in findings if finding.check == check]
    return finding
