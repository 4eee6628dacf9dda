from __future__ import annotations

import json

import pytest

from eval_jobs.local_lambda import report


def test_the_report_of_a_cold_start_bills_and_shows_its_init() -> None:
    assert report.report_lines(
        "id", duration=0.0012, init=0.1, memory_size=512, peak_memory=40, status=""
    ) == (
        "END RequestId: id\n"
        "REPORT RequestId: id\tDuration: 1.20 ms\tBilled Duration: 102 ms\tMemory Size: 512 MB\t"
        "Max Memory Used: 40 MB\tInit Duration: 100.00 ms"
    )


def test_the_report_of_a_warm_failure_has_its_status() -> None:
    assert report.report_lines(
        "id", duration=3, init=None, memory_size=128, peak_memory=None, status="timeout"
    ).endswith("\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\t"
               "Status: timeout")  # fmt: skip


@pytest.mark.parametrize(
    ("code", "text"),
    [
        (3, "Runtime exited with error: exit status 3"),
        (-9, "Runtime exited with error: signal: killed"),
        (0, "Runtime exited without providing a reason"),
    ],
)
def test_the_end_of_a_process_is_told_as_lambda_tells_it(code: int, text: str) -> None:
    assert report.exited(code) == text


def test_a_failure_is_compact_json() -> None:
    body = report.failure("Sandbox.Timedout", report.timed_out(3))
    assert body == (
        b'{"errorType":"Sandbox.Timedout","errorMessage":"Task timed out after 3.00 seconds"}'
    )
    assert json.loads(body)["errorType"] == "Sandbox.Timedout"
