from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import (
    ConnectionClosedError,
    EndpointConnectionError,
    NoCredentialsError,
    ReadTimeoutError,
    UnauthorizedSSOTokenError,
)

from eval_jobs.aws import AwsError
from eval_jobs.jobs.watching.calls import Calls, connect
from tests.eval_jobs.jobs.scripted import REGION, Fault, Script, training_job

RUNNING = training_job("InProgress", "Training")
ASK = ("sagemaker", "describe_training_job")
BUSY = [
    Fault("ThrottlingException"),
    Fault("ServiceUnavailable", 503),
    Fault("Odd", 500),
    Fault("Slow", 429),
]
LOST = [
    EndpointConnectionError(endpoint_url="https://nowhere"),
    ConnectionClosedError(endpoint_url="https://nowhere"),
    ReadTimeoutError(endpoint_url="https://nowhere"),
    Fault("ExpiredTokenException"),
    Fault("ExpiredToken", 403),
    UnauthorizedSSOTokenError(),
    NoCredentialsError(),
]
LASTING = [Fault("ValidationException"), Fault("AccessDeniedException", 403)]


def script_of(*answers: Any) -> Script:
    return Script().on("DescribeTrainingJob", *answers)


def ask(calls: Calls) -> Any:
    return calls(*ASK, TrainingJobName="legal-rft")["TrainingJobStatus"]


@pytest.mark.parametrize("fault", BUSY)
def test_a_busy_service_is_outlasted_from_the_start(fault: Fault) -> None:
    script = script_of(fault, fault, RUNNING)
    assert ask(script.patient()) == "InProgress"
    assert script.slept == [5, 10]
    assert len(script.calls) == 3
    assert fault.code in script.told[0]
    assert "trying again" in script.told[0]
    assert script.told[1:] == ["sagemaker answers again"]


@pytest.mark.parametrize("fault", LOST)
def test_what_is_lost_on_the_way_comes_back(fault: Any) -> None:
    script = script_of(RUNNING, *[fault] * 9, RUNNING)
    calls = script.patient()
    assert ask(calls) == "InProgress"
    assert ask(calls) == "InProgress"
    assert script.slept == [5, 10, 20, 40, 60, 60, 60, 60, 60]
    assert len(script.told) == 2


@pytest.mark.parametrize("fault", LOST)
def test_what_never_worked_is_an_error(fault: Any) -> None:
    script = script_of(fault)
    with pytest.raises(AwsError, match="describe_training_job in us-west-2"):
        ask(script.patient())
    assert script.slept == []


@pytest.mark.parametrize("fault", LASTING)
def test_what_would_not_change_is_an_error(fault: Fault) -> None:
    script = script_of(RUNNING, fault)
    calls = script.patient()
    ask(calls)
    with pytest.raises(AwsError) as caught:
        ask(calls)
    assert caught.value.code == fault.code
    assert script.slept == []


def test_a_new_login_is_seen_by_a_new_client() -> None:
    script = script_of(RUNNING, Fault("ExpiredTokenException"), RUNNING)
    calls = script.patient()
    ask(calls)
    ask(calls)
    assert script.clients == [("sagemaker", REGION)] * 2
    assert "Log in" in script.told[0]
    assert "the job goes on" in script.told[0]


def test_one_client_serves_until_then() -> None:
    script = script_of(RUNNING)
    calls = Calls(REGION, script.connect)
    ask(calls)
    ask(calls)
    assert script.clients == [("sagemaker", REGION)]


def test_a_client_is_of_the_jobs_region(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_DEFAULT_REGION", "eu-north-1")
    assert connect("sagemaker", REGION).meta.region_name == REGION
