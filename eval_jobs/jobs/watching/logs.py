"""The log of a training job, from all of its machines, as CloudWatch keeps it."""

from __future__ import annotations

import heapq
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.aws import AwsError
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here.log import log as log_here
from eval_jobs.jobs.record import ENDED
from eval_jobs.jobs.watching.calls import Calls, PatientCalls
from eval_jobs.jobs.watching.status import status
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

GROUP: Final = "/aws/sagemaker/TrainingJobs"
POLL_SECONDS: Final = 10.0


class Line(NamedTuple):
    """One line: when it was logged, in milliseconds since 1970, on which machine, and its text."""

    time: int
    machine: str
    text: str

    def __str__(self) -> str:
        moment = datetime.fromtimestamp(self.time / 1000, UTC)
        return f"{moment:%Y-%m-%dT%H:%M:%SZ} {plain(self.machine)} {plain(self.text.rstrip())}"


class Tail:
    """The log of one training job: each reading goes on where the last one stopped.

    The first one begins at the log's head, or, which costs less, with the newest page of each
    machine.
    """

    def __init__(self, job: str, calls: Calls, *, from_head: bool) -> None:
        self._prefix = f"{job}/"
        self._calls = calls
        self._from_head = from_head
        self._tokens: dict[str, str] = {}

    def read(self) -> Iterator[Line]:
        """What has come since, the oldest first; machines are merged as the lines come."""
        streams = [self._lines(stream) for stream in self._streams()]
        return heapq.merge(*streams)

    def _streams(self) -> list[str]:
        found: list[str] = []
        token: dict[str, str] = {}
        while True:
            try:
                page = self._calls(
                    "logs",
                    "describe_log_streams",
                    logGroupName=GROUP,
                    logStreamNamePrefix=self._prefix,
                    **token,
                )
            except AwsError as error:
                if error.code == "ResourceNotFoundException":  # nobody has logged yet
                    return []
                raise
            found += [stream["logStreamName"] for stream in page.get("logStreams", ())]
            if not page.get("nextToken"):
                return found
            token = {"nextToken": page["nextToken"]}

    def _lines(self, stream: str) -> Iterator[Line]:
        machine = stream.removeprefix(self._prefix)
        while True:
            before = self._tokens.get(stream)
            page = self._calls(
                "logs",
                "get_log_events",
                logGroupName=GROUP,
                logStreamName=stream,
                startFromHead=self._from_head or before is not None,
                **({} if before is None else {"nextToken": before}),
            )
            for event in page["events"]:
                yield Line(event["timestamp"], machine, event["message"])
            self._tokens[stream] = page["nextForwardToken"]
            if page["nextForwardToken"] == before:  # its end by now; AWS docs: GetLogEvents
                return


def logs(
    record: JobRecord,
    follow: bool,
    *,
    calls: PatientCalls | None = None,
) -> Iterator[str]:
    """The job's log, a line each, safe for a terminal; `follow` goes on until the job ends.

    JobError where there is none, or none yet.
    """
    if record.service == "local":
        yield from log_here(record, follow)
        return
    if record.service != "sagemaker":
        raise JobError(
            f"{record.name}: only training jobs of SageMaker log to CloudWatch; "
            + _ELSEWHERE[record.service]
        )
    calls = calls or PatientCalls(record.region)
    tail = Tail(record.identifier, calls, from_head=True)
    some = False
    while True:
        ended = not follow or status(record, calls).status in ENDED  # asked before the last lines
        for line in tail.read():
            some = True
            yield str(line)
        if ended and not some:
            raise JobError(f"{record.name} has not logged anything: it may not have begun")
        if ended:
            return
        calls.sleep(POLL_SECONDS)


_ELSEWHERE: Final = {
    "bedrock": "what a customization job measured comes with `toolgrade job collect`",
    "hyperpod": "read a cluster's with `kubectl logs`",
}
