"""A small real HTTP server in place of AWS or of a model's server, with faults at will."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import unquote

from eval_jobs.local_lambda.http_server import HttpHandler, HttpServer
from graders import load
from reward_service.service import RewardService
from reward_service.settings import Settings


class Request(NamedTuple):
    method: str
    path: str
    headers: Mapping[str, str]
    body: Any


class Reply(NamedTuple):
    """`status` 0 drops the connection."""

    body: Any
    status: int = 200
    headers: Mapping[str, str] = {}


DROPPED = Reply(None, 0)
Answer = Callable[[Request], Reply]


class Service(HttpServer):
    """Answers each request by `answer`, after those in `faults` are used up."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer
        self.faults: list[Reply] = []
        self.requests: list[Request] = []
        self.lock = threading.Lock()
        super().__init__("127.0.0.1", 0, _Handler)

    @property
    def url(self) -> str:
        return f"http://{self.address}"


class _Handler(HttpHandler):
    server: Service

    def do_POST(self) -> None:  # noqa: N802  # http.server calls it so
        body, _ = self.read_body(1 << 30)
        content = json.loads(body) if body else None
        request = Request(
            self.command,
            unquote(self.path),
            {name.lower(): value for name, value in self.headers.items()},
            content,
        )
        with self.server.lock:
            self.server.requests.append(request)
            fault = self.server.faults.pop(0) if self.server.faults else None
        reply = fault or self.server.answer(request)
        if not reply.status:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
            return
        text = reply.body if isinstance(reply.body, bytes) else json.dumps(reply.body).encode()
        self.answer(reply.status, text, reply.headers)

    do_GET = do_POST  # noqa: N815  # the same


@contextmanager
def serving(answer: Answer) -> Iterator[Service]:
    service = Service(answer)
    yield service
    service.close()


REWARD = RewardService(load("tool_call"), Settings())


def reward_function(request: Request) -> Reply:
    """The Lambda API over this repository's reward function, and its configuration."""
    if request.method == "GET":
        variables = {"TOOLGRADE_GRADER": "tool_call", "OTHER": "secret"}
        return Reply({"CodeSha256": "abc=", "Environment": {"Variables": variables}})
    return Reply(REWARD.grade(request.body, {}))


def aws_fault(status: int, code: str, message: str = "no") -> Reply:
    return Reply({"message": message}, status, {"x-amzn-ErrorType": code})
