"""`toolgrade job collect`, `deploy` and `undeploy`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from eval_jobs.commands.job.options import JOBS, AsJson, Jobs, Name
from eval_jobs.jobs.collect import collect as collect_job
from eval_jobs.jobs.deploy import deploy as deploy_job
from eval_jobs.jobs.deploy import undeploy as undeploy_job
from eval_jobs.jobs.registry import Registry
from eval_jobs.jobs.signs import signs
from eval_jobs.report.averages import print_averages
from eval_jobs.report.curves import print_curves
from eval_jobs.report.plain import plain

COLLECTED = Path("runs")


def collect(
    name: Name,
    output: Annotated[Path, typer.Option(help="A folder in here for each job.")] = COLLECTED,
    jobs: Jobs = JOBS,
    as_json: AsJson = False,
) -> None:
    """Bring back what a completed job made: its checkpoint, its curves, its evaluation."""
    registry = Registry(jobs)
    found = collect_job(registry.load(name), registry, output)
    if as_json:
        runs = [str(run.path) for run in found.runs]
        shown = {"folder": str(found.folder), "checkpoint": found.checkpoint, "runs": runs}
        warnings = [sign.text for sign in signs(found.curves)]
        typer.echo(json.dumps({**shown, "curves": found.curves, "warnings": warnings}))
        return
    typer.echo(plain(f"Collected: {found.folder}"))
    if found.checkpoint:
        typer.echo(plain(f"Checkpoint: {found.checkpoint}"))
    if found.curves:
        print_curves(found.curves)
        for sign in signs(found.curves):
            typer.echo(plain(f"Warning: {sign.text}."))
    if found.runs:
        print_averages(found.runs)
        paths = " ".join(str(run.path) for run in found.runs)
        typer.echo(plain(f"Compare: toolgrade compare {paths} ANOTHER_RUN"))


def deploy(
    name: Name,
    model_name: Annotated[
        str | None, typer.Option("--name", help="The model's name on Bedrock, else the job's.")
    ] = None,
    role: Annotated[
        str | None,
        typer.Option(
            metavar="ARN",
            help="The role that Bedrock reads the checkpoint with; a job on Bedrock has its own.",
        ),
    ] = None,
    jobs: Jobs = JOBS,
    as_json: AsJson = False,
) -> None:
    """Make a job's checkpoint a model on Bedrock, deploy it on demand, and ask it something.

    The same command again goes on where it was interrupted.
    """
    registry = Registry(jobs)
    found = deploy_job(registry.load(name), registry, model_name, role)
    if as_json:
        typer.echo(json.dumps(found._asdict()))
        return
    typer.echo(plain(f"Model: {found.model}"))
    if found.deployment:
        typer.echo(plain(f"Deployment: {found.deployment}"))
        typer.echo(plain(f"It says: {found.reply}"))
        typer.echo("In the client, change one line:")
    typer.echo(found.advice)


def undeploy(
    name: Name,
    model: Annotated[
        bool, typer.Option("--model", help="Delete the model too; the checkpoint stays.")
    ] = False,
    jobs: Jobs = JOBS,
) -> None:
    """Delete a job's deployment on Bedrock."""
    registry = Registry(jobs)
    undeploy_job(registry.load(name), registry, model=model)
