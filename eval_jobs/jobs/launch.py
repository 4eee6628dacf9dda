"""Launch a job: what it goes on from, its request, and its record before anything is sent."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from eval_jobs.jobs.backends.build import build_request
from eval_jobs.jobs.backends.files import output_uri
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.job import FromJob, Job
from eval_jobs.jobs.limits import check
from eval_jobs.jobs.preflight.plan import Plan
from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.submit import submit

if TYPE_CHECKING:
    from eval_jobs.jobs.finding import Finding
    from eval_jobs.jobs.registry import Registry
    from eval_jobs.jobs.request import Request

SERVICES: Final[dict[str, Literal["sagemaker", "bedrock", "hyperpod"]]] = {
    "sagemaker": "sagemaker",
    "serverless": "sagemaker",
    "hyperpod": "hyperpod",
    "bedrock": "bedrock",
}


def started_from(job: Job, registry: Registry) -> JobRecord | None:
    """The record of the job whose checkpoint this one goes on from, None where it names none.

    `start: {job: NAME}` is a launched job's name, or the `name` of a job file: then the newest
    of that name that has left a checkpoint, else the newest. JobError where there is none.
    """
    if not isinstance(job.start, FromJob):
        return None
    wanted = job.start.job
    if wanted in registry.names():
        return registry.load(wanted)
    named = [record for record in registry.all() if record.job.get("name") == wanted]
    done = [record for record in named if record.checkpoint]
    if not named:
        known = ", ".join(registry.names()) or "none"
        raise JobError(f"start.job: no job {wanted!r} was launched from here; known: {known}")
    return (done or named)[-1]


def checkpoint_of(job: Job, start: JobRecord | None) -> str | None:
    """What the job goes on from, None for the base model.

    JobError where the earlier job has not left a checkpoint yet.
    """
    if start is None:
        return job.start if isinstance(job.start, str) else None
    if start.checkpoint is None:
        raise JobError(
            f"start.job: {start.name} has left no checkpoint that is known here: "
            f"`toolgrade job wait {start.name}`, then `toolgrade job collect {start.name}`"
        )
    return start.checkpoint


def plan(job: Job, name: str, checkpoint: str | None) -> Request:
    """The request that launches the job under this name; it is not sent.

    A grader given by its name is the function of that name in the account of the job's role.
    """
    if job.grader is not None and (arn := Plan(job, {}).function_arn):
        grader = job.grader.model_copy(update={"function": arn})
        job = job.model_copy(update={"grader": grader})
    splits = job.data.model_dump(exclude_none=True)
    return build_request(job, name, checkpoint=checkpoint, data=splits)


def file_findings(job: Job, start: JobRecord | None) -> list[Finding]:
    """What is wrong or doubtful with the job, as far as its file tells; errors first."""
    earlier = Job.model_validate(start.job) if start is not None else None
    checked = check(job, started=earlier)
    return [*checked.errors, *checked.warnings]


def launch(job: Job, request: Request, registry: Registry) -> JobRecord:
    """Send the request. The record is there before, so that no job runs without one.

    The same request again launches no second job. AwsError where it cannot be sent; the record
    then says `launching`.
    """
    record = JobRecord(
        name=request.name,
        job=job.model_dump(mode="json"),
        service=SERVICES[job.backend],
        identifier=request.name,
        region=job.region,
        launched=datetime.now(UTC).isoformat(timespec="seconds"),
        output=output_uri(job),
        request={"operation": request.operation, "parameters": dict(request.parameters)},
    )
    registry.save(record)
    return registry.update(request.name, identifier=submit(request), status="running")


def missing_files(request: Request) -> list[Path]:
    """Local files that the request would upload and that are not there."""
    paths = [item.content for item in request.uploads if isinstance(item.content, Path)]
    return [path for path in paths if not path.is_file()]
