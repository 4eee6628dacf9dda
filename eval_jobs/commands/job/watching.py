"""`toolgrade job list`, `status`, `wait`, `logs` and `stop`."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from eval_jobs.commands.job.options import JOBS, AsJson, Jobs, Name
from eval_jobs.jobs.launch import launched
from eval_jobs.jobs.registry import Registry
from eval_jobs.jobs.watching import logs as read_logs
from eval_jobs.jobs.watching import status as ask_status
from eval_jobs.jobs.watching import stop as stop_job
from eval_jobs.jobs.watching import wait as wait_for
from eval_jobs.jobs.watching.status import said
from eval_jobs.report.jobs import print_jobs
from eval_jobs.report.plain import plain


def list_jobs(jobs: Jobs = JOBS, as_json: AsJson = False) -> None:
    """Show every job that was launched from here, as it was last seen."""
    records = Registry(jobs).all()
    if as_json:
        typer.echo(json.dumps([record.model_dump(exclude={"request"}) for record in records]))
    else:
        print_jobs(records)


def status(name: Name, jobs: Jobs = JOBS, as_json: AsJson = False) -> None:
    """Ask the service how a job is doing. Exit code: 1 if it failed or was stopped."""
    registry = Registry(jobs)
    record = registry.update(name, **said(ask_status(launched(registry.load(name)))))
    if as_json:
        typer.echo(record.model_dump_json(exclude={"request"}))
    else:
        print_jobs([record])
    raise typer.Exit(int(record.status in ("failed", "stopped")))


def wait(name: Name, jobs: Jobs = JOBS) -> None:
    """Watch a job until it ends. Exit code: 0 completed, 1 failed or stopped, 130 after Ctrl-C.

    Ctrl-C ends the watch, not the job. On this machine each step is shown, and what goes wrong.
    """
    registry = Registry(jobs)
    raise typer.Exit(wait_for(launched(registry.load(name)), registry))


def logs(
    name: Name,
    follow: Annotated[bool, typer.Option("--follow", help="Go on until the job ends.")] = False,
    jobs: Jobs = JOBS,
) -> None:
    """Print what a training job has logged."""
    for line in read_logs(launched(Registry(jobs).load(name)), follow):
        typer.echo(line)


def stop(name: Name, jobs: Jobs = JOBS) -> None:
    """End a job before its time; what it has written stays."""
    registry = Registry(jobs)
    record = registry.update(name, **said(stop_job(launched(registry.load(name)))))
    typer.echo(plain(f"{record.name}: {record.status}"))
