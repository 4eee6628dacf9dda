"""The scorer that has a deployed (or local) Lambda function grade."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from eval_jobs.aws import client, explained
from eval_jobs.evaluate.reward_function import (
    MAX_BYTES,
    FunctionError,
    fitting,
    request,
    rows_of,
)
from eval_jobs.evaluate.scoring import Record, run_row
from eval_jobs.rows import Row
from graders.grade import DEADLINE, MALFORMED_RECORD

TIMEOUT_SECONDS: Final = 15 * 60 + 30
"""A function may take 15 minutes; a call that were given up before would be made twice."""
SETTINGS: Final = "TOOLGRADE_"
DENIED: Final = ("AccessDeniedException", "AccessDenied")
NO_FUNCTION: Final = "ResourceNotFoundException"
CLIENT_ERRORS: Final = range(400, 500)
UNSUPPORTED: Final = 501


class Deployed(NamedTuple):
    """What Lambda says about a function; both None where it does not tell."""

    code_sha256: str | None
    environment: Mapping[str, str] | None


class LambdaScorer:
    """Grades with the function `name` (also an ARN), `workers` calls at a time.

    Throttled calls, and those that lost their connection, are made again. `endpoint` is the
    address of another Lambda API, such as that of `toolgrade serve`.
    """

    def __init__(self, name: str, endpoint: str | None, workers: int) -> None:
        self.workers = workers
        self._name = name
        self._local = endpoint is not None
        self._client = client(
            "lambda",
            read_seconds=TIMEOUT_SECONDS,
            connections=workers,
            arn=name,
            endpoint=endpoint,
        )

    def close(self) -> None:
        """Close the connections."""
        self._client.close()

    def deployed(self) -> Deployed:
        """What is deployed, and how it is set. AwsError where there is no such function.

        Those who may not ask are told nothing. Neither are those who ask a local function by
        itself, such as Lambda's runtime emulator: it answers invocations and nothing else.
        """
        try:
            found = self._client.get_function_configuration(FunctionName=self._name)
        except Exception as error:
            failure = explained(error, f"function {self._name}")
            if failure.code in DENIED or (self._local and _no_such_operation(error)):
                return Deployed(None, None)
            raise failure from error
        variables = found.get("Environment", {}).get("Variables", {})
        ours = {name: variables[name] for name in sorted(variables) if name.startswith(SETTINGS)}
        return Deployed(found.get("CodeSha256"), ours)

    def score(self, batch: Sequence[Record]) -> list[Row]:
        rows: dict[int, Row] = {}
        lines: dict[int, bytes] = {}
        for at, record in enumerate(batch):
            try:
                lines[at] = _line(record)
            except ValueError as error:
                rows[at] = Row(record["id"], None, MALFORMED_RECORD, str(error), {})
        groups = fitting(lines)
        while groups:
            group = groups.pop()
            answered = self._call([batch[at] for at in group], [lines[at] for at in group])
            plain = [run_row(row)._replace(reason=row.reason) for row in answered]
            rows.update(zip(group, plain, strict=True))
            late = [at for at in group if rows[at].code == DEADLINE]
            if late == group:
                raise FunctionError(
                    f"{self._name}: the function's time is over before it has graded one of "
                    f"{len(group)} samples: raise its timeout"
                )
            groups += [late] if late else []
        return [rows[at] for at in range(len(batch))]

    def _call(self, batch: Sequence[Record], lines: Sequence[bytes]) -> list[Row]:
        try:
            response = self._client.invoke(FunctionName=self._name, Payload=request(lines))
            with response["Payload"] as stream:
                payload: bytes = stream.read()
        except Exception as error:
            raise explained(error, f"function {self._name}") from error
        if "FunctionError" in response:
            raise FunctionError(f"{self._name} failed: {_message(payload)}")
        try:
            return rows_of(payload, batch)
        except FunctionError as error:
            raise FunctionError(f"{self._name}: {error}") from error


def _no_such_operation(error: Exception) -> bool:
    """Whether an API answered that it cannot be asked this: not that there is no such function."""
    response = getattr(error, "response", None) or {}
    status = response.get("ResponseMetadata", {}).get("HTTPStatusCode")
    known = response.get("Error", {}).get("Code") == NO_FUNCTION
    return not known and (status in CLIENT_ERRORS or status == UNSUPPORTED)


def _line(record: Record) -> bytes:
    """The record as JSON; ValueError where no call can carry it."""
    try:
        line = json.dumps(record, allow_nan=False).encode()
    except (ValueError, RecursionError) as error:
        raise ValueError(f"it cannot be sent to a function: {error}") from None
    if len(line) > MAX_BYTES:
        raise ValueError(f"its {len(line):,} bytes are more than a call can carry (6 MB)")
    return line


def _message(payload: bytes) -> str:
    """What a function's error says: Lambda sends type and message."""
    try:
        error = json.loads(payload)
        return f"{error['errorType']}: {error['errorMessage']}"
    except (ValueError, TypeError, KeyError):
        return payload.decode(errors="backslashreplace")
