"""The command line: one command a file in `commands/`, gathered here."""

from __future__ import annotations

import io
import os
import sys

import typer

from eval_jobs.commands.audit import audit
from eval_jobs.commands.compare import compare
from eval_jobs.commands.data import app as data
from eval_jobs.commands.demo import demo
from eval_jobs.commands.evaluate import evaluate
from eval_jobs.commands.grade import grade
from eval_jobs.commands.iam import iam
from eval_jobs.commands.invoke import invoke
from eval_jobs.commands.job import job
from eval_jobs.commands.pipeline import pipeline
from eval_jobs.commands.serve import serve
from eval_jobs.errors import ToolgradeError
from eval_jobs.report.plain import complain

app = typer.Typer(
    name="toolgrade",
    help="Grade tool calls: the reward of a training run, on this machine and on AWS Lambda.",
    epilog="Start with `toolgrade demo`, then `toolgrade grade events/sagemaker_rft.json`.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",  # joins the lines of a paragraph at any width
)
for command in (grade, evaluate, compare, audit, invoke, serve, demo, pipeline, iam):
    app.command()(command)
app.add_typer(data, name="data")
app.add_typer(job)


def main() -> None:
    """Run the command line. Exit codes: 0 done, 1 something failed its check, 2 could not run."""
    if isinstance(sys.stdout, io.TextIOWrapper):  # what its encoding lacks is written out
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        try:
            app()
        finally:
            sys.stdout.flush()  # while a closed pipe can still be caught
    except ToolgradeError as error:
        complain(f"Error: {error}")
        sys.exit(2)
    except BrokenPipeError:
        # `| head` has seen enough; what is still buffered must not fail again at exit
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
