from __future__ import annotations

from datetime import timedelta
from typing import Any

import botocore.session
import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.watching import status
from eval_jobs.jobs.watching.status import STATUSES, observe, said
from tests.eval_jobs.jobs.scripted import (
    JOB_ARN,
    REGION,
    START,
    Fault,
    Script,
    customization_job,
    record,
    training_job,
)

MODEL = (
    f"arn:aws:bedrock:{REGION}:111122223333:custom-model/amazon.nova-2-lite-v1:0:256k/aaaabbbbcccc"
)
BEDROCK = record(service="bedrock", identifier=JOB_ARN, output="")


@pytest.fixture
def script() -> Script:
    return Script()


@pytest.mark.parametrize(
    ("service", "operation", "field"),
    [
        ("sagemaker", "DescribeTrainingJob", "TrainingJobStatus"),
        ("bedrock", "GetModelCustomizationJob", "status"),
    ],
)
def test_every_status_of_the_services_is_known(service: str, operation: str, field: str) -> None:
    model = botocore.session.get_session().get_service_model(service)
    shape = model.operation_model(operation).output_shape.members[field]
    assert set(shape.enum) <= set(STATUSES)


def test_a_training_job_is_asked_by_its_name(script: Script) -> None:
    script.on(
        "DescribeTrainingJob",
        training_job(
            "Completed",
            "Completed",
            TrainingStartTime=START,
            TrainingEndTime=START + timedelta(hours=2),
            BillableTimeInSeconds=7000,
        ),
    )
    seen = observe(record(), script.patient())
    assert said(seen.record) == {
        "status": "completed",
        "phase": "Completed",
        "reason": "",
        "started": "2026-08-01T10:00:00+00:00",
        "ended": "2026-08-01T12:00:00+00:00",
        "billable_seconds": 7000,
        "output": "s3://my-bucket/out/",
        "checkpoint": None,
    }
    assert (seen.instance_type, seen.instance_count) == ("ml.p5.48xlarge", 4)
    assert script.requests("DescribeTrainingJob") == [{"TrainingJobName": "legal-rft"}]
    assert script.clients == [("sagemaker", REGION)]


def test_what_is_not_the_services_stays(script: Script) -> None:
    script.on("DescribeTrainingJob", training_job("InProgress", "Training"))
    kept = record(checkpoint="s3://escrow/run", deployment="arn", request={"a": 1})
    now = status(kept, script.patient())
    assert now == kept.model_copy(
        update={"status": "running", "phase": "Training", "output": "s3://my-bucket/out/"}
    )


def test_a_serverless_job_says_its_step(script: Script) -> None:
    steps = {"TotalStepCountPerEpoch": 50, "CurrentStep": 7, "CurrentEpoch": 1, "MaxEpoch": 2}
    answer = training_job("InProgress", "Training", ProgressInfo=steps)
    del answer["ResourceConfig"]
    script.on("DescribeTrainingJob", answer)
    seen = observe(record(), script.patient())
    assert seen.record.phase == "Training, epoch 1, step 7"
    assert (seen.instance_type, seen.instance_count) == ("", 0)


@pytest.mark.parametrize(
    ("answer", "expected", "reason"),
    [
        (training_job("Failed", "Failed", FailureReason="oom"), "failed", "oom"),
        (training_job("Stopped", "MaxRuntimeExceeded"), "stopped", "MaxRuntimeExceeded"),
        (training_job("Stopping", "Stopping"), "stopping", ""),
    ],
)
def test_an_end_has_its_reason(
    answer: dict[str, Any], expected: str, reason: str, script: Script
) -> None:
    script.on("DescribeTrainingJob", answer)
    now = status(record(), script.patient())
    assert (now.status, now.reason) == (expected, reason)


def test_a_customization_job_is_asked_by_its_arn(script: Script) -> None:
    details = {
        "validationDetails": {"status": "Completed"},
        "dataProcessingDetails": {"status": "InProgress"},
        "trainingDetails": {"status": "NotStarted"},
    }
    done = customization_job("Completed", outputModelArn=MODEL, endTime=START + timedelta(hours=1))
    script.on(
        "GetModelCustomizationJob", customization_job("InProgress", statusDetails=details), done
    )
    calls = script.patient()
    running = status(BEDROCK, calls)
    assert (running.status, running.phase, running.checkpoint) == (
        "running",
        "dataProcessing",
        None,
    )
    ended = status(running, calls)
    assert (ended.status, ended.checkpoint) == ("completed", MODEL)
    assert (ended.ended, ended.output) == ("2026-08-01T11:00:00+00:00", "s3://my-bucket/out/")
    assert script.requests("GetModelCustomizationJob") == [{"jobIdentifier": JOB_ARN}] * 2


def test_a_job_that_the_service_does_not_know_is_an_error(script: Script) -> None:
    script.on("DescribeTrainingJob", Fault("ValidationException"))
    with pytest.raises(AwsError, match="sagemaker describe_training_job in us-west-2"):
        status(record(), script.patient())


def test_a_cluster_is_asked_by_its_own_tools() -> None:
    with pytest.raises(JobError, match="HyperPod cluster, which only its own tools ask"):
        status(record(service="hyperpod"))
