"""End a job before its time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.aws import AwsError
from eval_jobs.jobs.here.status import stop as stop_here
from eval_jobs.jobs.record import ENDED
from eval_jobs.jobs.watching.calls import Calls
from eval_jobs.jobs.watching.status import status

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord


def stop(record: JobRecord, calls: Calls | None = None) -> JobRecord:
    """Ask the service (or the engine) to stop the job, and return what it says then.

    A job that has ended is left as it is: its record comes back with its end. What a stopped
    training job has written to S3 stays there.
    """
    if record.service == "local":
        return stop_here(record)
    calls = calls or Calls(record.region)
    before = status(record, calls)
    if before.status in ENDED or before.status == "stopping":
        return before
    try:
        if record.service == "sagemaker":
            calls("sagemaker", "stop_training_job", TrainingJobName=record.identifier)
        else:
            calls("bedrock", "stop_model_customization_job", jobIdentifier=record.identifier)
    except AwsError:
        after = status(record, calls)
        if after.status in ENDED:  # by itself, in between
            return after
        raise
    return status(record, calls)
