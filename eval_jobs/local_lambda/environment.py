"""One execution environment: a process under AWS's runtime client, used by one call at a time."""

from __future__ import annotations

import contextlib
import os
import signal
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO, TYPE_CHECKING, Final, cast

from eval_jobs.local_lambda import process, report
from eval_jobs.local_lambda.logs import LogStream
from eval_jobs.local_lambda.runtime_api import MAX_RESPONSE_BYTES, Kind, Message, RuntimeApi, Work

if TYPE_CHECKING:
    from eval_jobs.local_lambda.template import Function

INIT_SECONDS: Final = 10
"""How long a cold start may take beyond the timeout: AWS starts it again after that long."""


@dataclass(frozen=True, slots=True)
class Invocation:
    """The result of a call: the response, or if it `failed`, AWS's JSON of the function error."""

    request_id: str
    payload: bytes
    failed: bool
    log_tail: bytes


class Environment:
    """The process is started at once; the first `invoke` waits for it. `close` kills it.

    After a timeout or the end of its process it is of no further use: see `usable`.
    """

    def __init__(self, function: Function, runtime: Path, sink: Callable[[str], None]) -> None:
        self._function = function
        self._started = time.perf_counter()
        self._cold = True
        self._usable = False
        self._exited = threading.Event()
        self._reaping = threading.Lock()
        self._api = RuntimeApi()
        try:
            self._process = process.start(function, self._api.address, runtime)
        except BaseException:
            self._api.end()
            raise
        self._log = LogStream(cast("IO[bytes]", self._process.stdout), sink)
        threading.Thread(target=self._watch, daemon=True).start()

    @property
    def usable(self) -> bool:
        """Whether its last call left it able to take another."""
        return self._usable and not self._exited.is_set()

    def invoke(self, payload: bytes) -> Invocation:
        """Run the handler on `payload` (JSON), for as long as the function's timeout allows."""
        request_id = str(uuid.uuid4())
        self._usable = False
        message, init = self._warm_up()
        started = time.perf_counter()
        self._log.line(report.start_line(request_id))
        if message.kind is Kind.READY:
            message = self._run(request_id, payload)
        duration = time.perf_counter() - started
        peak_memory = self._peak_memory()
        if not self._usable:
            self.close()
        body, status = self._outcome(request_id, message)
        self._log.line(
            report.report_lines(
                request_id,
                duration=duration,
                init=init,
                memory_size=self._function.memory_size,
                peak_memory=peak_memory,
                status=status,
            )
        )
        failed = message.kind is not Kind.RESPONSE
        return Invocation(request_id, body, failed, self._log.take_tail())

    def close(self) -> None:
        """Kill the process, and all that it started, and wait for its end."""
        with self._reaping:
            if not self._exited.is_set():
                self._kill()
        self._exited.wait()

    def _warm_up(self) -> tuple[Message, float | None]:
        if not self._cold:
            return Message(Kind.READY), None
        self._cold = False
        message = self._api.report(INIT_SECONDS + self._function.timeout)
        return message, time.perf_counter() - self._started

    def _run(self, request_id: str, payload: bytes) -> Message:
        timeout = self._function.timeout
        deadline = time.monotonic() + timeout
        deadline_ms = int((time.time() + timeout) * 1000)
        self._api.work.put(Work(request_id, payload, deadline_ms, self._function.arn))
        message = self._api.report(timeout)
        # Only a process that asks for more has printed all it had to say, and can be used again.
        self._usable = (
            message.kind in {Kind.RESPONSE, Kind.ERROR}
            and self._api.report(deadline - time.monotonic()).kind is Kind.READY
        )
        return message

    def _outcome(self, request_id: str, message: Message) -> tuple[bytes, str]:
        # The payload of the answer, and the status in the log when the platform has to give one.
        if message.kind in {Kind.RESPONSE, Kind.ERROR}:
            return message.body, ""
        if message.kind is Kind.INIT_ERROR:
            return message.body, "error"
        if message.kind is Kind.TOO_LARGE:
            text = report.too_large(MAX_RESPONSE_BYTES)
            return report.failure("Function.ResponseSizeTooLarge", text), "error"
        if message.kind is Kind.TIMEOUT:
            error_type, text = "Sandbox.Timedout", report.timed_out(self._function.timeout)
            status = "timeout"
        else:
            error_type, text = "Runtime.ExitError", report.exited(self._process.returncode)
            status = f"error\tError Type: {error_type}"
        text = f"RequestId: {request_id} Error: {text}"
        self._log.line(text)
        return report.failure(error_type, text), status

    def _peak_memory(self) -> int | None:
        # In MB, where the system tells (Linux, while the process lives).
        with contextlib.suppress(OSError):
            for line in Path(f"/proc/{self._process.pid}/status").read_text().splitlines():
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) // 1024
        return None

    def _watch(self) -> None:
        # First wait, then kill what is left of its group, then free the number of the process.
        os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOWAIT)
        with self._reaping:
            self._kill()
            self._process.wait()
            self._exited.set()
        cast("IO[bytes]", self._process.stdin).close()
        self._api.end()

    def _kill(self) -> None:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
