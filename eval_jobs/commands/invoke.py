"""`toolgrade invoke`: one call of a built function, without Docker."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from eval_jobs.local_lambda.service import LocalLambda
from eval_jobs.local_lambda.template import BUILD


def invoke(
    event: Annotated[
        typer.FileBinaryRead,
        typer.Argument(
            metavar="EVENT_FILE",
            help="A file with the JSON event, such as events/sagemaker_rft.json; - is stdin.",
        ),
    ],
    function: Annotated[
        str,
        typer.Option(
            help="Which function: its logical id in template.yaml, its name or its ARN. "
            "events/README.md says which one fits an event."
        ),
    ] = "RewardFunction",
    build: Annotated[
        Path, typer.Option(help="The folder that `make build` (or `sam build`) made.")
    ] = BUILD,
) -> None:
    """Run the built Lambda artifact on an event, under AWS's own runtime client.

    Standard output is exactly the function's response, and its log goes to standard error.
    Exits with 1 after a function error, whose JSON is then the output, and with 2 if the function
    could not be called. The timeout is enforced, the memory limit is not.
    """
    with LocalLambda(build, lambda _, text: typer.echo(text, err=True)) as service:
        result = service.invoke(function, event.read())
    sys.stdout.buffer.write(result.payload)
    sys.stdout.buffer.flush()
    if result.failed:
        raise typer.Exit(1)
