from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.finding import Severity
from eval_jobs.jobs.job import Data
from eval_jobs.jobs.preflight import Clients, run
from tests.eval_jobs.jobs.preflight.fake import FakeClients, Fault, only

if TYPE_CHECKING:
    from pathlib import Path

    from tests.eval_jobs.jobs.preflight.conftest import MakeJob

SUBJECTS = {"data", "grader", "function", "role", "bucket", "quota", "cost"}


def test_a_perfect_job_has_nothing_to_mend(make_job: MakeJob, clients: FakeClients) -> None:
    findings = run(make_job(), clients)
    assert {finding.severity for finding in findings} == {Severity.OK, Severity.NOTE}
    notes = [finding.check for finding in findings if finding.severity is Severity.NOTE]
    assert notes == ["cost.estimate"]
    assert {finding.check.split(".")[0] for finding in findings} == SUBJECTS


def test_each_finding_that_is_not_ok_says_why_and_how_to_mend_it(
    make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers |= dict.fromkeys(clients.answers, Fault("AccessDeniedException", 403))
    for finding in run(make_job(output="s3://other/out"), clients):
        assert finding.what
        assert finding.severity is Severity.OK or (finding.why and finding.mend), finding


@pytest.mark.parametrize(
    "fault",
    [Fault("AccessDenied", 403), Fault("ThrottlingException")],
    ids=lambda fault: fault.code,
)
def test_what_cannot_be_asked_is_a_note_that_says_why(
    fault: Fault, make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers |= dict.fromkeys([*clients.answers, "HeadObject"], fault)
    findings = run(make_job(data=Data(train="s3://my-bucket/train.jsonl")), clients)
    unchecked = [finding for finding in findings if "could not be checked" in finding.what]
    assert {finding.severity for finding in unchecked} == {Severity.NOTE}
    assert {finding.check.split(".")[0] for finding in unchecked} == {
        "data",
        "function",
        "quota",
        "role",
    }
    assert all(fault.code in finding.what for finding in unchecked)


def test_nothing_escapes_without_credentials(
    make_job: MakeJob, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_SHARED_CREDENTIALS_FILE", "AWS_CONFIG_FILE"):
        monkeypatch.setenv(name, str(tmp_path / "none"))
    monkeypatch.setattr("boto3.DEFAULT_SESSION", None)
    with Clients("us-east-1") as clients:
        findings = run(make_job(), clients)
    refused = only(findings, "aws.credentials")
    assert refused.severity is Severity.ERROR
    assert "Log in" in refused.mend
    assert only(findings, "aws.unchecked").what.endswith(
        "without credentials: grader, function, role, buckets, quota"
    )
    assert not [finding for finding in findings if "could not be checked" in finding.what]
    assert not [text for finding in findings for text in finding[1:] if "\n" in text]


def test_expired_credentials_are_one_error(make_job: MakeJob, clients: FakeClients) -> None:
    expired = Fault("ExpiredTokenException", 403)
    clients.answers |= dict.fromkeys([*clients.answers, "HeadObject"], expired)
    findings = run(make_job(data=Data(train="s3://my-bucket/train.jsonl")), clients)
    assert "ExpiredTokenException" in only(findings, "aws.credentials").what
    assert only(findings, "aws.unchecked").what.endswith(": data, function, role, quota")


def test_a_job_that_cannot_be_is_an_error(make_job: MakeJob, clients: FakeClients) -> None:
    finding = only(run(make_job(model="nova-pro"), clients), "recipe")
    assert finding.severity is Severity.ERROR
    assert "nova-2-lite" in finding.what


def test_a_job_without_a_grader_asks_no_function(make_job: MakeJob, clients: FakeClients) -> None:
    findings = run(make_job(technique="sft", grader=None, recipe={}), clients)
    assert only(findings, "grader.none").severity is Severity.NOTE
    assert not clients.of("Invoke")
    actions = {call["ActionNames"][0] for call in clients.of("SimulatePrincipalPolicy")}
    assert "lambda:InvokeFunction" not in actions


def test_an_evaluator_of_a_hub_is_said_not_to_be_tried(
    make_job: MakeJob, clients: FakeClients
) -> None:
    hub = "arn:aws:sagemaker:us-east-1:111122223333:hub-content/h/JsonDoc/reward/1"
    job = make_job(backend="serverless", recipe={}, grader={"function": hub})
    findings = run(job, clients)
    assert only(findings, "grader.evaluator").severity is Severity.NOTE
    assert not clients.of("Invoke")
