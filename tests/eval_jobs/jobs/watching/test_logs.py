from __future__ import annotations

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.watching import logs
from eval_jobs.jobs.watching.logs import GROUP, Tail
from tests.eval_jobs.jobs.scripted import Fault, Log, Script, record, training_job

FIRST, SECOND = "legal-rft/algo-1-17", "legal-rft/algo-2-17"
LINES = [(number * 1000, f"line {number}") for number in range(7)]


@pytest.fixture
def script() -> Script:
    return Script()


def test_all_pages_of_all_machines_come_in_the_order_of_time(script: Script) -> None:
    Log(
        script,
        {FIRST: LINES[::2], SECOND: LINES[1::2], "legal-rft-2/algo-1-17": [(0, "of another job")]},
    )
    assert list(logs(record(), follow=False, calls=script.patient())) == [
        f"1970-01-01T00:00:0{number}Z algo-{number % 2 + 1}-17 line {number}" for number in range(7)
    ]
    assert script.requests("DescribeLogStreams")[0] == {
        "logGroupName": GROUP,
        "logStreamNamePrefix": "legal-rft/",
    }
    asked = script.requests("GetLogEvents")
    assert all(request["startFromHead"] for request in asked)
    assert [r.get("nextToken") for r in asked if r["logStreamName"] == FIRST] == [
        None,
        "f2",
        "f4",
    ]


def test_untrusted_text_cannot_move_the_cursor(script: Script) -> None:
    Log(script, {FIRST: [(0, "\x1b[2Jred\r\n")]})
    (line,) = logs(record(), follow=False, calls=script.patient())
    assert line.endswith("\\x1b[2Jred")


def test_a_log_is_followed_until_the_job_ends(script: Script) -> None:
    log = Log(script, {})
    running = training_job("InProgress", "Training")
    script.on("DescribeTrainingJob", running, running, training_job("Completed", "Completed"))
    script.on_sleep = [
        lambda: log.streams.update({FIRST: LINES[:3]}),
        lambda: log.streams.update({FIRST: LINES[:5]}),
    ]
    lines = list(logs(record(), follow=True, calls=script.patient()))
    assert [line[-6:] for line in lines] == [f"line {number}" for number in range(5)]
    assert len(script.slept) == 2


def test_following_outlasts_an_expired_login(script: Script) -> None:
    log = Log(script, {FIRST: LINES[:1]})
    script.on(
        "DescribeTrainingJob",
        training_job("InProgress", "Training"),
        Fault("ExpiredTokenException"),
        training_job("Completed", "Completed"),
    )
    script.on_sleep = [lambda: log.streams.update({FIRST: LINES[:2]})]
    assert len(list(logs(record(), follow=True, calls=script.patient()))) == 2
    assert "Log in" in script.told[0]


@pytest.mark.parametrize("answer", [{"logStreams": []}, Fault("ResourceNotFoundException")])
def test_no_log_yet_is_said(answer: object, script: Script) -> None:
    script.on("DescribeLogStreams", answer)
    with pytest.raises(JobError, match="has not logged anything"):
        list(logs(record(), follow=False, calls=script.patient()))


def test_a_log_that_may_not_be_read_is_an_error(script: Script) -> None:
    script.on("DescribeLogStreams", Fault("AccessDeniedException"))
    with pytest.raises(AwsError, match="logs describe_log_streams"):
        list(logs(record(), follow=False, calls=script.patient()))


@pytest.mark.parametrize(
    ("service", "instead"), [("bedrock", "job collect"), ("hyperpod", "kubectl logs")]
)
def test_where_else_to_look_is_said(service: str, instead: str, script: Script) -> None:
    with pytest.raises(JobError, match=instead):
        list(logs(record(service=service), follow=False, calls=script.patient()))


def test_a_tail_begins_with_the_newest_page_and_goes_on(script: Script) -> None:
    log = Log(script, {FIRST: LINES[:5]})
    tail = Tail("legal-rft", script.patient(), from_head=False)
    assert [line.text for line in tail.read()] == ["line 3", "line 4"]
    assert list(tail.read()) == []
    log.streams[FIRST] = LINES
    assert [line.text for line in tail.read()] == ["line 5", "line 6"]
    asked = script.requests("GetLogEvents")
    assert [request["startFromHead"] for request in asked[:2]] == [False, True]
