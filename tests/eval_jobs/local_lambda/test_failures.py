"""Function errors: what the caller is told, and what the next call meets."""

from __future__ import annotations

import json
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.local_lambda.runtime_api import MAX_RESPONSE_BYTES
from tests.eval_jobs.local_lambda.calling import answer, call

if TYPE_CHECKING:
    from tests.eval_jobs.conftest import Serve


def test_an_exception_is_a_function_error_and_the_environment_lives_on(serve: Serve) -> None:
    service = serve()
    before = answer(service, {"process": 1})["pid"]
    result = call(service, {"raise": "boom"})
    error = json.loads(result.payload)
    assert result.failed
    assert (error["errorType"], error["errorMessage"]) == ("ValueError", "boom")
    assert error["requestId"] == result.request_id
    assert b"[ERROR] ValueError: boom\nTraceback" in result.log_tail
    assert answer(service, {"process": 1})["pid"] == before


@pytest.mark.parametrize(
    ("event", "text"),
    [
        ({"exit": 3}, "exit status 3"),
        ({"signal": int(signal.SIGKILL)}, "signal: killed"),
    ],
)
def test_the_end_of_the_process_is_a_function_error_and_the_next_call_is_cold(
    serve: Serve, event: dict[str, int], text: str
) -> None:
    service = serve()
    call(service, 1)
    result = call(service, event)
    assert result.failed
    assert json.loads(result.payload) == {
        "errorType": "Runtime.ExitError",
        "errorMessage": f"RequestId: {result.request_id} Error: Runtime exited with error: {text}",
    }
    assert b"Status: error\tError Type: Runtime.ExitError" in result.log_tail
    assert b"Init Duration" in call(service, 1).log_tail


def test_a_timeout_kills_the_process_and_what_it_started(serve: Serve, fifo: Path) -> None:
    service = serve(Timeout=1)
    with ThreadPoolExecutor() as executor:
        read = executor.submit(fifo.read_text)  # ends when the last process that writes is gone
        result = call(service, {"hold": str(fifo)})
        assert read.result(timeout=30) == ""
    assert result.failed
    assert json.loads(result.payload) == {
        "errorType": "Sandbox.Timedout",
        "errorMessage": f"RequestId: {result.request_id} Error: Task timed out after 1.00 seconds",
    }
    assert b"\tStatus: timeout" in result.log_tail
    assert b"Init Duration" in call(service, 1).log_tail


@pytest.mark.parametrize(
    ("source", "error_type"),
    [
        ("raise RuntimeError('no settings')", "RuntimeError"),
        ("def handler(:", "Runtime.UserCodeSyntaxError"),
        ("other = 1", "Runtime.HandlerNotFound"),
        ("import os; os._exit(2)", "Runtime.ExitError"),
    ],
)
def test_a_handler_that_cannot_be_loaded_is_a_function_error(
    serve: Serve, source: str, error_type: str
) -> None:
    service = serve(source)
    for _ in range(2):  # and each further call tries again
        result = call(service, 1)
        assert result.failed
        assert json.loads(result.payload)["errorType"] == error_type
        assert b"Init Duration" in result.log_tail


def test_a_response_of_the_largest_size_passes_and_one_byte_more_does_not(serve: Serve) -> None:
    service = serve()
    assert len(call(service, {"size": MAX_RESPONSE_BYTES}).payload) == MAX_RESPONSE_BYTES
    result = call(service, {"size": MAX_RESPONSE_BYTES + 1})
    assert result.failed
    assert json.loads(result.payload) == {
        "errorType": "Function.ResponseSizeTooLarge",
        "errorMessage": "Response payload size exceeded maximum allowed payload size "
        "(6291556 bytes).",
    }
    assert not call(service, 1).failed
