"""Launch a job: what it goes on from, its request, and its record before anything is sent."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from pydantic import ValidationError

from eval_jobs.errors import ConfigError
from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.backends.build import build_request
from eval_jobs.jobs.backends.files import output_uri
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here.engine import start
from eval_jobs.jobs.here.status import can_go_on
from eval_jobs.jobs.here.status import observe as observe_here
from eval_jobs.jobs.job import Data, FromJob, Job
from eval_jobs.jobs.limits import check
from eval_jobs.jobs.preflight.plan import Plan
from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.submit import submit

if TYPE_CHECKING:
    from eval_jobs.jobs.registry import Registry
    from eval_jobs.jobs.request import Request

SERVICES: Final[dict[str, Literal["sagemaker", "bedrock", "hyperpod", "local"]]] = {
    "sagemaker": "sagemaker",
    "serverless": "sagemaker",
    "hyperpod": "hyperpod",
    "bedrock": "bedrock",
    "local": "local",
}


class Planned(NamedTuple):
    """What can be told of a launch before AWS is asked.

    `request` is None where none can be made; one of the findings then says why.
    """

    findings: list[Finding]
    request: Request | None


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

    JobError where the earlier job has not left a checkpoint yet, or never will.
    """
    if start is None:
        return job.start if isinstance(job.start, str) else None
    if start.checkpoint is None:
        seen = observe_here(start) if start.service == "local" else start
        if seen.status in {"failed", "stopped"}:
            raise JobError(
                f"start.job: {start.name} {seen.status} and left no checkpoint: launch it again, "
                f"and then this one{f' ({seen.reason})' if seen.reason else ''}"
            )
        raise JobError(
            f"start.job: {start.name} has left no checkpoint that is known here: "
            f"`toolgrade job wait {start.name}`, then `toolgrade job collect {start.name}`"
        )
    return start.checkpoint


def stand_in(job: Job) -> str | None:
    """The checkpoint that the file names; for an earlier job's, one that fits the backend.

    It stands for what is not there yet, so that the request can be made and looked at.
    """
    if not isinstance(job.start, FromJob):
        return job.start
    name = f"checkpoint-of-{job.start.job}"
    place = f"{job.region}:{Plan(job, {}).account}"
    match job.backend:
        case "bedrock":
            return f"arn:aws:bedrock:{place}:custom-model/{name}"
        case "serverless":
            return f"arn:aws:sagemaker:{place}:model-package/{name}/1"
        case "local":
            return name
    return f"s3://{name}/"


def planned(job: Job, name: str, checkpoint: str | None, started: Job | None = None) -> Planned:
    """What is wrong with the job as far as its file tells, and the request that launches it.

    Why no request can be made is a finding, unless one tells of all its fields already.
    """
    findings = file_findings(job, started)
    try:
        return Planned(findings, plan(job, name, checkpoint))
    except ConfigError as error:
        what = str(error)
    told = {found.check for found in findings if found.severity is Severity.ERROR}
    fields = {line.partition(":")[0] for line in what.splitlines()}
    if not fields <= told and all(found.what != what for found in findings):
        why = "There is nothing that could be sent."
        findings.append(Finding(Severity.ERROR, "request", what, why, "Correct the job file."))
    return Planned(findings, None)


def plan(job: Job, name: str, checkpoint: str | None) -> Request:
    """The request that launches the job under this name; it is not sent.

    A grader given by its name is the function of that name in the account of the job's role.
    """
    if job.backend != "local" and job.grader is not None and (arn := Plan(job, {}).function_arn):
        grader = job.grader.model_copy(update={"function": arn})
        job = job.model_copy(update={"grader": grader})
    splits = job.data.model_dump(exclude_none=True)
    return build_request(job, name, checkpoint=checkpoint, data=splits)


def file_findings(job: Job, started: Job | None) -> list[Finding]:
    """What is wrong or doubtful with the job, as far as its file tells; errors first.

    `started` is the job that it goes on from, where that is known.
    """
    checked = check(job, started=started)
    return [*checked.errors, *checked.warnings]


def job_of(record: JobRecord) -> Job:
    """The job that was launched. JobError where the record holds none that can be read."""
    try:
        return Job.model_validate(record.job)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, ("job", *first["loc"])))
        raise JobError(
            f"{record.name}: its record holds no job that can be read "
            f"({field}: {first['msg']}): mend or delete the record"
        ) from None


def interrupted(name: str, registry: Registry) -> JobRecord:
    """The record of a launch of which it is not known whether it arrived, else JobError.

    Or of a job on this machine that ended before its time, and goes on from its checkpoint.
    """
    record = registry.load(name)
    if record.status != "launching" and not can_go_on(record):
        raise JobError(
            f"{name} was launched and is {record.status}: watch it with `toolgrade job wait {name}`"
        )
    return record


def launched(record: JobRecord) -> JobRecord:
    """The record, if the job is known to have been launched, else JobError."""
    if record.status == "launching":
        raise JobError(
            f"{record.name}: its launch was interrupted, and it is not known whether it arrived: "
            f"`toolgrade job launch --resume {record.name}` makes sure"
        )
    return record


def launch(job: Job, request: Request, registry: Registry) -> JobRecord:
    """Send the request. The record is there before, so that no job runs without one.

    The same request again launches no second job. AwsError where it cannot be sent; the record
    then says `launching`. JobError where an interrupted launch of this name had another request.
    A job on this machine starts, or goes on, in its own folder below the registry's.
    """
    sent = _sent(request)
    here, place = job.backend == "local", registry.place(request.name)
    if request.name in registry.names():
        _check_is_same(registry.load(request.name), sent)
    record = JobRecord(
        name=request.name,
        job=job.model_dump(mode="json"),
        service=SERVICES[job.backend],
        identifier=request.name,
        region=job.region,
        launched=datetime.now(UTC).isoformat(timespec="seconds"),
        output=str(place) if here else output_uri(job),
        request=sent,
    )
    registry.save(record)
    if here:
        start(place, request.parameters)
    identifier = request.name if here else submit(request)
    return registry.update(request.name, identifier=identifier, status="running")


def _sent(request: Request) -> dict[str, Any]:
    """What the record keeps of the request, as JSON gives it back."""
    sent: dict[str, Any] = json.loads(
        json.dumps({"operation": request.operation, "parameters": dict(request.parameters)})
    )
    return sent | ({"command": request.command} if request.command else {})


def _check_is_same(known: JobRecord, sent: dict[str, Any]) -> None:
    if known.request != sent:
        raise JobError(
            f"{known.name}: the launch that was interrupted sent something else, and may have "
            "arrived: look for the job at the service, or launch the job file under a new name"
        )


def missing_files(request: Request) -> list[Path]:
    """Local files that the request would upload, or the engine read, and that are not there."""
    paths = [item.content for item in request.uploads if isinstance(item.content, Path)]
    if request.service == SERVICES["local"]:
        found = (request.parameters[split] for split in Data.model_fields)
        paths += [Path(path) for path in found if path is not None]
    return [path for path in paths if not path.is_file()]
