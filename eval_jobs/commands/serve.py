"""`toolgrade serve`: the built functions behind a local Lambda endpoint."""

from __future__ import annotations

import signal
import sys
import threading
from pathlib import Path
from typing import Annotated

import typer

from eval_jobs.local_lambda.invoke_api import InvokeApi
from eval_jobs.local_lambda.service import LocalLambda
from eval_jobs.local_lambda.template import BUILD


def serve(
    host: Annotated[
        str,
        typer.Option(help="The address to listen on. Whoever reaches it can run the functions."),
    ] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="The port to listen on; 0 picks a free one.")
    ] = 3001,
    build: Annotated[
        Path,
        typer.Option(
            help="The folder that `make build` (or `sam build`) made. "
            "When it is built again, the next call runs the new code."
        ),
    ] = BUILD,
) -> None:
    """Serve the built functions like AWS Lambda does, for boto3, the aws CLI and AWS's SDKs.

    Point a client at it with AWS_ENDPOINT_URL_LAMBDA, `endpoint_url=` or `--endpoint-url`. Each
    call under way has a process of its own, cold or used before. The functions' logs go to
    standard error. Timeouts and reserved concurrency are enforced; the memory limit is not.
    Ctrl-C finishes the calls under way and ends; a second Ctrl-C ends at once.
    """
    with LocalLambda(build, _log) as service:
        api = InvokeApi(service, host, port)
        try:
            _announce(api, service)
            _wait_for_signal()
        finally:
            api.close()


def _log(function: str, text: str) -> None:
    # One write per message, so that functions that run at the same time do not mix their lines.
    sys.stderr.write("".join(f"{function} | {line}\n" for line in text.split("\n")))
    sys.stderr.flush()


def _announce(api: InvokeApi, service: LocalLambda) -> None:
    typer.echo(f"Lambda endpoint: http://{api.address}")
    for function in service.functions():
        typer.echo(f"  {function.logical_id}: {function.arn}")
    typer.echo(f"For clients: export AWS_ENDPOINT_URL_LAMBDA=http://{api.address}")


def _wait_for_signal() -> None:
    stop = threading.Event()

    def handle(number: int, _: object) -> None:
        signal.signal(number, signal.SIG_DFL)  # the next one does not wait for anything
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, handle)
    stop.wait()
    typer.echo("Finishing the calls under way; the same signal again ends at once.")
