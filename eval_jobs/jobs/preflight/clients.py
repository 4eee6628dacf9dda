"""The clients of AWS's services that the checks ask."""

from __future__ import annotations

from types import TracebackType
from typing import Any, Final, Self

from eval_jobs.aws import client
from eval_jobs.jobs.preflight.built import BuiltFunctions

READ_SECONDS: Final = 60
FUNCTION_SECONDS: Final = 15 * 60 + 30
"""A function may take 15 minutes, and a call that is given up is made again."""
CONNECTIONS: Final = 10


class Clients:
    """Clients in the job's region, made when they are first asked for.

    `lambda_endpoint` is the address of another Lambda API, such as that of `toolgrade serve`.
    With `built`, the functions are those of this machine's build, where no endpoint is given.
    """

    def __init__(
        self, region: str, lambda_endpoint: str | None = None, *, built: bool = False
    ) -> None:
        self._region = region
        self._built = built and lambda_endpoint is None
        self._lambda_endpoint = lambda_endpoint
        self._made: dict[str, Any] = {}

    def get(self, service: str) -> Any:
        """The client of `service`; AwsError or BuildError where none can be made."""
        if service == "lambda" and self._built and service not in self._made:
            self._made[service] = BuiltFunctions()
        if service not in self._made:
            function = service == "lambda"
            self._made[service] = client(
                service,
                read_seconds=FUNCTION_SECONDS if function else READ_SECONDS,
                connections=CONNECTIONS,
                region=self._region,
                endpoint=self._lambda_endpoint if function else None,
            )
        return self._made[service]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None = None,
        error: BaseException | None = None,
        trace: TracebackType | None = None,
    ) -> None:
        for made in self._made.values():
            made.close()
