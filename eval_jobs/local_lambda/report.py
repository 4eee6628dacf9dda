"""The words of the Lambda service: its log lines, and the error JSON it writes itself."""

from __future__ import annotations

import json
import math
import signal


def start_line(request_id: str) -> str:
    """The line above an invocation's log."""
    return f"START RequestId: {request_id} Version: $LATEST"


def report_lines(  # noqa: PLR0913  # one figure of the line each
    request_id: str,
    *,
    duration: float,
    init: float | None,
    memory_size: int,
    peak_memory: int | None,
    status: str,
) -> str:
    """The two lines below an invocation's log. Durations are seconds, memory is MB.

    `init` is there for a cold start only, and is billed too.
    """
    figures = [
        f"REPORT RequestId: {request_id}",
        f"Duration: {duration * 1000:.2f} ms",
        f"Billed Duration: {math.ceil((duration + (init or 0.0)) * 1000)} ms",
        f"Memory Size: {memory_size} MB",
    ]
    if peak_memory is not None:
        figures.append(f"Max Memory Used: {peak_memory} MB")
    if init is not None:
        figures.append(f"Init Duration: {init * 1000:.2f} ms")
    if status:
        figures.append(f"Status: {status}")
    return f"END RequestId: {request_id}\n" + "\t".join(figures)


def failure(error_type: str, message: str) -> bytes:
    """The payload of a function error that the service found, not the function's own client."""
    return json.dumps(
        {"errorType": error_type, "errorMessage": message}, separators=(",", ":")
    ).encode()


def timed_out(seconds: int) -> str:
    """What is said of a function that ran into its timeout."""
    return f"Task timed out after {seconds:.2f} seconds"


def too_large(limit: int) -> str:
    """What is said of a response of more than `limit` bytes."""
    return f"Response payload size exceeded maximum allowed payload size ({limit} bytes)."


def exited(code: int) -> str:
    """What is said of a process that ended by itself; below 0, `code` is a signal."""
    if code < 0:
        name = (signal.strsignal(-code) or f"signal {-code}").lower()
        return f"Runtime exited with error: signal: {name}"
    if code > 0:
        return f"Runtime exited with error: exit status {code}"
    return "Runtime exited without providing a reason"
