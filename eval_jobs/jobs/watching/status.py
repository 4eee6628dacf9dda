"""What the service says about a job by now."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here import status as here
from eval_jobs.jobs.watching.calls import Calls

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord, Status
    from eval_jobs.local_jobs.state import State

STATUSES: Final[Mapping[str, Status]] = {
    "InProgress": "running",
    "Completed": "completed",
    "Failed": "failed",
    "Stopping": "stopping",
    "Stopped": "stopped",
    "Deleting": "stopped",
}
"""Both services' words; source: their models in botocore."""

PARTS: Final = ("validationDetails", "dataProcessingDetails", "trainingDetails")
"""What a customization job goes through, in this order; source: Bedrock's model in botocore."""
NOT_BEGUN: Final = (None, "NotStarted")
SAID: Final = frozenset(
    {
        "status",
        "phase",
        "reason",
        "started",
        "ended",
        "billable_seconds",
        "output",
        "checkpoint",
    }
)
"""The fields of a record that its service says."""


class Seen(NamedTuple):
    """A job as its service describes it; no instances where it names none.

    `state` is what one on this machine says of itself.
    """

    record: JobRecord
    instance_type: str = ""
    instance_count: int = 0
    state: State | None = None


def status(record: JobRecord, calls: Calls | None = None) -> JobRecord:
    """The record with what the service says by now; the registry is not touched.

    JobError for a job that no service runs for us (HyperPod); AwsError where the call fails.
    """
    return observe(record, calls or Calls(record.region)).record


def observe(record: JobRecord, calls: Calls) -> Seen:
    """The same, with the instances that it runs on."""
    if record.service == "local":
        seen = here.look(record)
        return Seen(seen.record, state=seen.state)
    if record.service == "sagemaker":
        answer = calls("sagemaker", "describe_training_job", TrainingJobName=record.identifier)
        return _training_job(record, answer)
    if record.service == "bedrock":
        answer = calls("bedrock", "get_model_customization_job", jobIdentifier=record.identifier)
        return Seen(_customization_job(record, answer))
    raise JobError(
        f"{record.name} runs on a HyperPod cluster, which only its own tools ask: "
        "`hyp list hyp-pytorch-job`, or `kubectl get pods`"
    )


def said(record: JobRecord) -> dict[str, Any]:
    """What its service said, to update a record of which others may change the rest."""
    return record.model_dump(include=set(SAID))


def _training_job(record: JobRecord, answer: Mapping[str, Any]) -> Seen:
    state = STATUSES[answer["TrainingJobStatus"]]
    phase = answer.get("SecondaryStatus", "")
    reason = answer.get("FailureReason", "")
    if state == "stopped":
        reason = reason or phase  # MaxRuntimeExceeded, for instance
    steps = answer.get("ProgressInfo") or {}
    if "CurrentStep" in steps:
        phase += f", epoch {steps.get('CurrentEpoch')}, step {steps['CurrentStep']}"
    resources = answer.get("ResourceConfig") or {}
    seen = record.model_copy(
        update={
            "status": state,
            "phase": phase,
            "reason": reason,
            "started": _time(answer.get("TrainingStartTime")),
            "ended": _time(answer.get("TrainingEndTime")),
            "billable_seconds": answer.get("BillableTimeInSeconds"),
            "output": answer.get("OutputDataConfig", {}).get("S3OutputPath") or record.output,
        }
    )
    return Seen(seen, resources.get("InstanceType", ""), resources.get("InstanceCount", 0))


def _customization_job(record: JobRecord, answer: Mapping[str, Any]) -> JobRecord:
    details = answer.get("statusDetails") or {}
    begun = [part for part in PARTS if details.get(part, {}).get("status") not in NOT_BEGUN]
    return record.model_copy(
        update={
            "status": STATUSES[answer["status"]],
            "phase": begun[-1].removesuffix("Details") if begun else "",
            "reason": answer.get("failureMessage", ""),
            "started": _time(answer.get("creationTime")),
            "ended": _time(answer.get("endTime")),
            "output": answer.get("outputDataConfig", {}).get("s3Uri") or record.output,
            "checkpoint": answer.get("outputModelArn") or record.checkpoint,
        }
    )


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else moment.astimezone(UTC).isoformat(timespec="seconds")
