"""`toolgrade job check`, `launch` and `schema`."""

from __future__ import annotations

import json
import secrets
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
import yaml

from eval_jobs.commands.job.options import JOBS, AsJson, Jobs, Overrides, overridden
from eval_jobs.errors import ConfigError
from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.job import FromJob
from eval_jobs.jobs.job_file import job_schema, read_job
from eval_jobs.jobs.launch import (
    checkpoint_of,
    interrupted,
    job_of,
    missing_files,
    planned,
    stand_in,
    started_from,
)
from eval_jobs.jobs.launch import launch as launch_job
from eval_jobs.jobs.names import job_name
from eval_jobs.jobs.preflight import Clients, run
from eval_jobs.jobs.registry import Registry
from eval_jobs.report.findings import print_findings
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.request import Request

JobFile = Annotated[Path, typer.Argument(metavar="JOB.yaml", help="The job file.")]
Endpoint = Annotated[
    str | None,
    typer.Option(help="Try the grader at this Lambda API, such as that of `toolgrade serve`."),
]


def check(
    job_file: JobFile,
    overrides: Overrides = None,
    endpoint_url: Endpoint = None,
    jobs: Jobs = JOBS,
    as_json: AsJson = False,
) -> None:
    """Check a job before it costs anything: file, data, grader, function, role, buckets, quota.

    Nothing is started and nothing is written. Exit code: 1 if an error was found.
    """
    job = read_job(job_file, overridden(overrides))
    unknown: list[Finding] = []
    start = None
    try:
        start = started_from(job, Registry(jobs))
    except JobError as error:
        why = "There is no checkpoint to go on from, and nothing is known about it."
        mend = "Launch that job first, or give the checkpoint's s3:// address as start."
        unknown.append(Finding(Severity.ERROR, "start", str(error), why, mend))
    checkpoint = start.checkpoint if start and start.checkpoint else stand_in(job)
    findings, _ = planned(job, job.name, checkpoint, job_of(start) if start else None)
    findings = _with_checks([*findings, *unknown], job, endpoint_url)
    if as_json:
        typer.echo(json.dumps([_as_dict(finding) for finding in findings]))
    else:
        print_findings(findings)
    raise typer.Exit(int(bool(errors_in(findings))))


def launch(
    job_file: Annotated[
        Path | None, typer.Argument(metavar="JOB.yaml", help="The job file, unless --resume.")
    ] = None,
    overrides: Overrides = None,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Print the recipe and the request; needs no credentials."),
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", help="Launch although the checks found errors.")
    ] = False,
    resume: Annotated[
        str | None,
        typer.Option(
            metavar="NAME",
            help="Repeat a launch whose answer was lost; go on with a job of this machine.",
        ),
    ] = None,
    endpoint_url: Endpoint = None,
    jobs: Jobs = JOBS,
    as_json: AsJson = False,
) -> None:
    """Check a job, and launch it if no error was found.

    Each launch is a job of its own; --resume makes sure of one that was interrupted, and launches
    no second job; with it, a job on this machine that was ended before its time goes on. Exit code:
    1 if the checks stopped it; 2 if it could not be launched.
    """
    registry = Registry(jobs)
    if resume is not None:
        if job_file or overrides:
            raise ConfigError("--resume repeats a launch as it was: give no job file and no --set")
        job, name = job_of(interrupted(resume, registry)), resume
    elif job_file is not None:
        job = read_job(job_file, overridden(overrides))
        name = job_name(job.name, datetime.now(UTC), secrets.token_hex(2))
    else:
        raise ConfigError("give a job file, or --resume NAME")
    if dry_run:
        checkpoint = stand_in(job)
        findings, request = planned(job, name, checkpoint)
        placeholder = checkpoint if isinstance(job.start, FromJob) else None
        _show_request(request, findings, placeholder, as_json=as_json)
        raise typer.Exit(int(bool(errors_in(findings))))
    check_and_launch(job, name, registry, endpoint_url, force=force, as_json=as_json)


def check_and_launch(
    job: Job,
    name: str,
    registry: Registry,
    endpoint_url: str | None,
    *,
    force: bool,
    as_json: bool = False,
) -> None:
    """Launch the job under this name if the checks find no error; else exit with code 1."""
    start = started_from(job, registry)
    checkpoint = checkpoint_of(job, start)
    if start is not None:  # the same one when this launch is resumed, whatever is launched since
        job = job.model_copy(update={"start": FromJob(job=start.name)})
    findings, request = planned(job, name, checkpoint, job_of(start) if start else None)
    findings = _with_checks(findings, job, endpoint_url)
    errors = errors_in(findings)
    if not as_json:
        print_findings(findings)
    if request is None or (errors and not force):
        if as_json:
            typer.echo(json.dumps({"findings": [_as_dict(finding) for finding in findings]}))
        raise typer.Exit(1)
    if absent := missing_files(request):
        raise JobError(f"not there: {', '.join(map(str, absent))}")
    if errors and not as_json:
        typer.echo(plain(f"Launched by force, over {', '.join(f.check for f in errors)}."))
    record = launch_job(job, request, registry)
    if as_json:
        typer.echo(record.model_dump_json())
        return
    if request.command:
        typer.echo("No API starts a job on HyperPod. The recipe is uploaded; run:")
        typer.echo(request.command)
    typer.echo(plain(f"Launched {record.name}. Watch it: toolgrade job wait {record.name}"))


def _with_checks(findings: list[Finding], job: Job, endpoint_url: str | None) -> list[Finding]:
    """The findings, and those of the checks that ask AWS; an error of one subject once."""
    told = {finding.check for finding in errors_in(findings)}
    here = job.backend == "local"
    endpoint_url = job.local.endpoint_url if here else endpoint_url
    with Clients(job.region, endpoint_url, built=here and not job.local.deployed) as clients:
        found = run(job, clients)
    return [
        *findings,
        *(one for one in found if one.severity is not Severity.ERROR or one.check not in told),
    ]


def schema() -> None:
    """Print the JSON schema of job files, for editors."""
    typer.echo(json.dumps(job_schema(), indent=2))


def _show_request(
    request: Request | None,
    findings: Sequence[Finding],
    placeholder: str | None,
    *,
    as_json: bool,
) -> None:
    """`placeholder` is what stands in the request for a checkpoint that an earlier job leaves."""
    if as_json:
        listed = [_as_dict(finding) for finding in findings]
        shown = {
            **(_shown(request) if request else {}),
            "placeholder": placeholder,
            "findings": listed,
        }
        typer.echo(json.dumps(shown, indent=2))
        return
    if request is not None:
        _print_request(request)
        if placeholder:
            typer.echo(plain(f"# {placeholder} is a placeholder: the launch puts in what the"))
            typer.echo("# earlier job has left.")
    if findings:
        print_findings(findings)
    typer.echo("Nothing was checked but the job file: `toolgrade job check` looks at the rest.")


def _shown(request: Request) -> dict[str, Any]:
    uploads = [{"uri": item.uri, "content": str(item.content)} for item in request.uploads]
    return {
        "service": request.service,
        "operation": request.operation,
        "parameters": request.parameters,
        "uploads": uploads,
        "recipe": request.recipe,
        "command": request.command,
    }


def _print_request(request: Request) -> None:
    if request.recipe is not None:
        typer.echo("# The recipe that the container reads")
        typer.echo(yaml.safe_dump(dict(request.recipe), sort_keys=False))
    for item in request.uploads:
        if isinstance(item.content, Path):
            typer.echo(plain(f"# Uploaded: {item.content} to {item.uri}"))
    if request.service == "local":
        typer.echo("# The plan for this machine")
        typer.echo(json.dumps(request.parameters, indent=2))
    if request.operation:
        typer.echo(f"# {request.service}.{request.operation} in {request.region}")
        typer.echo(json.dumps(request.parameters, indent=2))
    if request.command:
        typer.echo("# What starts it")
        typer.echo(request.command)


def errors_in(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that stop a launch."""
    return [finding for finding in findings if finding.severity is Severity.ERROR]


def _as_dict(finding: Finding) -> dict[str, str]:
    return {**finding._asdict(), "severity": finding.severity.value}
