"""Calls of AWS's services in one region, and such that outlast what passes."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from eval_jobs.aws import LOGGED_OUT, AwsError, client, explained
from eval_jobs.errors import ToolgradeError
from eval_jobs.report.plain import complain

READ_SECONDS: Final = 60
FIRST_PAUSE: Final = 5.0
LONGEST_PAUSE: Final = 60.0
"""Seconds between attempts: doubled from the first to the longest."""

Connect = Callable[[str, str], Any]
"""Makes a client of a service for a region."""

BUSY: Final = frozenset(
    {
        "ThrottlingException",
        "Throttling",
        "ThrottledException",
        "TooManyRequestsException",
        "RequestLimitExceeded",
        "ServiceUnavailable",
        "ServiceUnavailableException",
        "InternalServerException",
        "InternalFailure",
    }
)


def connect(service: str, region: str) -> Any:
    """A client with whatever credentials the user has by now."""
    return client(service, read_seconds=READ_SECONDS, connections=1, region=region, endpoint=None)


class Calls:
    """Calls in one region; a client is made when its service is first called.

    AwsError says what went wrong, and what to do about it where that is known.
    """

    def __init__(self, region: str, connect: Connect = connect) -> None:
        self._region = region
        self._connect = connect
        self._clients: dict[str, Any] = {}

    def __call__(self, service: str, operation: str, **parameters: Any) -> Any:
        try:
            if service not in self._clients:
                self._clients[service] = self._connect(service, self._region)
            return getattr(self._clients[service], operation)(**parameters)
        except ToolgradeError:
            raise
        except Exception as error:
            raise explained(error, f"{service} {operation} in {self._region}") from error

    def renew(self) -> None:
        """Close all clients: the next ones read the credentials anew."""
        while self._clients:
            self._clients.popitem()[1].close()


class PatientCalls(Calls):
    """Calls that are made again until a busy service, a lost connection or a login is back.

    Before the first answer only a busy service is waited for: the rest then is no interruption,
    but a setup that does not work. `sleep` and `tell` serve whoever makes the calls, too.
    """

    def __init__(
        self,
        region: str,
        connect: Connect = connect,
        *,
        sleep: Callable[[float], None] = time.sleep,
        tell: Callable[[str], None] = complain,
    ) -> None:
        super().__init__(region, connect)
        self.sleep = sleep
        self.tell = tell
        self._answered = False

    def __call__(self, service: str, operation: str, **parameters: Any) -> Any:
        pause, told = FIRST_PAUSE, ""
        while True:
            try:
                answer = super().__call__(service, operation, **parameters)
            except AwsError as error:
                if not self._passes(error):
                    raise
                if error.code != told:
                    self.tell(f"{error}\n{_outlook(error.code)}")
                told = error.code
            else:
                self._answered = True
                if told:
                    self.tell(f"{service} answers again")
                return answer
            self.renew()
            self.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _passes(self, error: AwsError) -> bool:
        from botocore.exceptions import ConnectionError as NotConnected
        from botocore.exceptions import HTTPClientError

        cause = error.__cause__
        response = getattr(cause, "response", None) or {}
        http_status = response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0)
        if error.code in BUSY or http_status in (429, 500, 502, 503, 504):
            return True
        lost = error.code in LOGGED_OUT or isinstance(cause, NotConnected | HTTPClientError)
        return lost and self._answered


def _outlook(code: str) -> str:
    if code in LOGGED_OUT:
        return "The credentials have expired, the job goes on: log in elsewhere, and so does this."
    return "The job is not touched by this: trying again until it works."
