"""The Runtime API, which an execution environment's process asks for its next invocation.

https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from queue import Empty, SimpleQueue
from typing import Final

from eval_jobs.local_lambda.http_server import HttpHandler, HttpServer

MAX_RESPONSE_BYTES: Final = 6_291_556
"""The largest response: 100 bytes more than the largest request, as on AWS."""


class Kind(Enum):
    """What an execution environment can report."""

    READY = "it asks for the next invocation"
    RESPONSE = "the handler returned"
    ERROR = "the handler raised"
    TOO_LARGE = "the response is over the limit"
    INIT_ERROR = "the handler could not be loaded"
    EXIT = "the process ended"
    TIMEOUT = "nothing came in time"


@dataclass(frozen=True, slots=True)
class Message:
    """A report of an execution environment; `body` is the JSON that came with it."""

    kind: Kind
    body: bytes = b""


@dataclass(frozen=True, slots=True)
class Work:
    """An invocation as the process gets it."""

    request_id: str
    payload: bytes
    deadline_ms: int
    """Unix time in milliseconds."""
    arn: str


class RuntimeApi(HttpServer):
    """The Runtime API for one process: it talks on a port of its own, which tells who it is.

    `messages` is what it reported, in order; what is put in `work` answers its next request.
    """

    daemon_threads = True

    def __init__(self) -> None:
        self.messages: SimpleQueue[Message] = SimpleQueue()
        self.work: SimpleQueue[Work | None] = SimpleQueue()
        super().__init__("127.0.0.1", 0, _Handler)

    def report(self, seconds: float) -> Message:
        """The next report; a `TIMEOUT` if none comes within `seconds`."""
        try:
            return self.messages.get(timeout=max(seconds, 0.0))
        except Empty:
            return Message(Kind.TIMEOUT)

    def end(self) -> None:
        """The process is gone: say so, and let nobody wait for work any more."""
        self.messages.put(Message(Kind.EXIT))
        self.work.put(None)
        self.close()


class _Handler(HttpHandler):
    server: RuntimeApi

    def do_GET(self) -> None:  # noqa: N802  # http.server calls it so
        self.server.messages.put(Message(Kind.READY))
        work = self.server.work.get()
        if work is None:
            self.close_connection = True
            return
        headers = {
            "Lambda-Runtime-Aws-Request-Id": work.request_id,
            "Lambda-Runtime-Deadline-Ms": str(work.deadline_ms),
            "Lambda-Runtime-Invoked-Function-Arn": work.arn,
        }
        self.answer(HTTPStatus.OK, work.payload, headers)

    def do_POST(self) -> None:  # noqa: N802  # http.server calls it so
        body, size = self.read_body(MAX_RESPONSE_BYTES)
        *_, parent, name = self.path.split("/")
        if size > MAX_RESPONSE_BYTES:
            kind = Kind.TOO_LARGE
        elif name == "response":
            kind = Kind.RESPONSE
        else:
            kind = Kind.INIT_ERROR if parent == "init" else Kind.ERROR
        # The process goes on only after the answer, so a later message of it cannot overtake.
        self.server.messages.put(Message(kind, body))
        if kind is Kind.TOO_LARGE:
            self.answer(
                HTTPStatus.REQUEST_ENTITY_TOO_LARGE, b'{"errorType":"RequestEntityTooLarge"}'
            )
        else:
            self.answer(HTTPStatus.ACCEPTED, b'{"status":"OK"}')
