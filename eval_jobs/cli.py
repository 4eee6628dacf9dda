"""The command line: one command a file in `commands/`, gathered here."""

from __future__ import annotations

import sys

import typer
from rich.console import Console

from eval_jobs.commands.demo import demo
from eval_jobs.commands.grade import grade
from eval_jobs.commands.invoke import invoke
from eval_jobs.commands.serve import serve
from eval_jobs.errors import ToolgradeError

app = typer.Typer(
    name="toolgrade",
    help="Grade tool calls: the reward of a training run, on this machine and on AWS Lambda.",
    epilog="Start with `toolgrade demo`, then `toolgrade grade events/sagemaker_rft.json`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
for command in (grade, invoke, serve, demo):
    app.command()(command)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something failed its check, 2 could not run."""
    try:
        app()
    except ToolgradeError as error:
        Console(stderr=True, soft_wrap=True).print(f"Error: {error}", markup=False, highlight=False)
        sys.exit(2)
