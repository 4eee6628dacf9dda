from __future__ import annotations

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.watching import stop
from tests.eval_jobs.jobs.scripted import (
    JOB_ARN,
    Fault,
    Script,
    customization_job,
    record,
    training_job,
)

RUNNING = training_job("InProgress", "Training")
STOPPING = training_job("Stopping", "Stopping")
COMPLETED = training_job("Completed", "Completed")


def test_a_training_job_is_stopped() -> None:
    script = Script().on("DescribeTrainingJob", RUNNING, STOPPING).on("StopTrainingJob", {})
    assert stop(record(), script.patient()).status == "stopping"
    assert script.requests("StopTrainingJob") == [{"TrainingJobName": "legal-rft"}]


def test_a_customization_job_is_stopped() -> None:
    script = Script().on("StopModelCustomizationJob", {})
    script.on(
        "GetModelCustomizationJob", customization_job("InProgress"), customization_job("Stopping")
    )
    bedrock = record(service="bedrock", identifier=JOB_ARN)
    assert stop(bedrock, script.patient()).status == "stopping"
    assert script.requests("StopModelCustomizationJob") == [{"jobIdentifier": JOB_ARN}]


@pytest.mark.parametrize(("answer", "status"), [(COMPLETED, "completed"), (STOPPING, "stopping")])
def test_what_ends_anyway_is_left(answer: dict[str, object], status: str) -> None:
    script = Script().on("DescribeTrainingJob", answer)
    assert stop(record(), script.patient()).status == status
    assert [call.operation for call in script.calls] == ["DescribeTrainingJob"]


def test_a_job_that_ends_in_between_is_no_error() -> None:
    script = Script().on("DescribeTrainingJob", RUNNING, COMPLETED)
    script.on("StopTrainingJob", Fault("ValidationException"))
    assert stop(record(), script.patient()).status == "completed"


def test_a_job_that_may_not_be_stopped_is_an_error() -> None:
    script = Script().on("DescribeTrainingJob", RUNNING)
    script.on("StopTrainingJob", Fault("AccessDeniedException"))
    with pytest.raises(AwsError, match="stop_training_job"):
        stop(record(), script.patient())
