"""What a function writes to its log: a real process, its real output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

import pytest

from tests.reward_service.conftest import ROOT, read_event

INVOKE = """
import json, sys
from reward_service import handlers

class Context:
    aws_request_id = "request-1"

    def get_remaining_time_in_millis(self):
        return 60_000

handlers.reward(json.load(sys.stdin), Context())
"""


def log_of(event: Any, **environment: str) -> list[dict[str, Any]]:
    """The log lines of one invocation, as JSON; a line that is none fails."""
    path = os.pathsep.join([str(ROOT), str(ROOT / "src")])
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", INVOKE],
        input=json.dumps(event).encode(),
        env={"PYTHONPATH": path, "AWS_LAMBDA_FUNCTION_NAME": "SageMaker-test", **environment},
        capture_output=True,
        check=True,
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def batch_log() -> list[dict[str, Any]]:
    return log_of(read_event("sagemaker_rft"))


def test_the_metrics_of_a_batch_are_embedded_in_one_line(batch_log: list[dict[str, Any]]) -> None:
    (line,) = [line for line in batch_log if "_aws" in line]
    (directive,) = line["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "toolgrade"
    assert {metric["Name"]: metric["Unit"] for metric in directive["Metrics"]} == {
        "samples": "Count",
        "unscored": "Count",
        "unscored_no_reference": "Count",
        "unscored_malformed_record": "Count",
        "reward_mean": "None",
        "latency": "Milliseconds",
    }
    assert all("function_name" in dimensions for dimensions in directive["Dimensions"])
    assert line["function_name"] == "SageMaker-test"
    assert (line["samples"], line["unscored"]) == ([6.0], [2.0])
    assert (line["unscored_no_reference"], line["unscored_malformed_record"]) == ([1.0], [1.0])
    assert 0.5 < line["reward_mean"][0] < 0.6  # of the four that were graded
    assert line["latency"][0] > 0


def test_unscored_samples_are_told_with_code_and_id(batch_log: list[dict[str, Any]]) -> None:
    told = [line for line in batch_log if line.get("message") == "sample unscored"]
    assert [(line["code"], line["sample_id"], line["position"]) for line in told] == [
        ("no_reference", "rft-no-reference", 4),
        ("malformed_record", "rft-malformed", 5),
    ]
    assert {line["level"] for line in told} == {"WARNING"}
    assert {line["request_id"] for line in told} == {"request-1"}
    assert {line["service"] for line in told} == {"toolgrade"}


def test_what_samples_say_is_not_logged(batch_log: list[dict[str, Any]]) -> None:
    log = json.dumps(batch_log)
    for words in ("144A", "scienter", "tender offer", "statute_retrieval", "conversation"):
        assert words in json.dumps(read_event("sagemaker_rft"))
        assert words not in log


def test_what_samples_say_is_logged_when_asked() -> None:
    event = read_event("sagemaker_rft")
    log = log_of(event, TOOLGRADE_LOG_CONTENT="true")
    told = [line for line in log if line.get("message") == "sample graded"]
    assert [line["record"] for line in told] == event
    assert told[0]["reward"] == 1.0
    assert "reward" not in told[5]
    assert "conversation" in told[5]["reason"]


def test_a_sample_that_utf_8_cannot_carry_is_logged_all_the_same() -> None:
    event = [{"id": "\ud800", "messages": [{"role": "user", "content": "\udfff"}]}]
    log = log_of(event, TOOLGRADE_LOG_CONTENT="true")
    assert [line["record"] for line in log if "record" in line] == event
    assert [line["sample_id"] for line in log if "sample_id" in line] == ["unknown-0"]


def test_a_batch_without_trouble_is_one_line() -> None:
    (line,) = log_of(read_event("single_record"))
    assert line["reward_mean"] == [1.0]
    assert line["unscored"] == [0.0]


def test_an_empty_batch_has_no_mean() -> None:
    (line,) = log_of([])
    assert line["samples"] == [0.0]
    assert "reward_mean" not in line


def test_many_unscored_samples_are_listed_in_part_and_summed_up() -> None:
    log = log_of([{"id": "x" * 1000, "secret": "words"}] * 128)
    told = [line for line in log if line.get("message") == "sample unscored"]
    (summary,) = [line for line in log if line.get("message") == "batch has unscored samples"]
    assert len(told) == 10
    assert all(len(line["sample_id"]) == 64 for line in told)
    assert summary["unscored"] == {"malformed_record": 128}
    assert (summary["samples"], summary["not_listed"]) == (128, 118)
    assert "words" not in json.dumps(log)
