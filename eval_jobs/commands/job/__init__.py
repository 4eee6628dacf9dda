"""`toolgrade job`: launch, watch, collect and deploy; one file a group of commands."""

from __future__ import annotations

import typer

from eval_jobs.commands.job.bringing import collect, deploy, undeploy
from eval_jobs.commands.job.launching import check, launch, schema
from eval_jobs.commands.job.watching import list_jobs, logs, status, stop, wait

job = typer.Typer(
    name="job",
    help="Train and evaluate on SageMaker, Bedrock or this machine, by one job file.",
    epilog="Begin with `toolgrade job check examples/jobs/1_base_eval.yaml`.",
    no_args_is_help=True,
)
for command in (check, launch, status, wait, logs, stop, collect, deploy, undeploy, schema):
    job.command()(command)
job.command("list")(list_jobs)
