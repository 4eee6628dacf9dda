from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.finding import Severity
from eval_jobs.jobs.job import Compute, Data
from eval_jobs.jobs.preflight import run
from tests.eval_jobs.jobs.preflight.conftest import TRUST, trusting
from tests.eval_jobs.jobs.preflight.fake import FUNCTION, ROLE, FakeClients, Fault, only, severities

if TYPE_CHECKING:
    from tests.eval_jobs.jobs.preflight.conftest import MakeJob

KEY = "arn:aws:kms:us-east-1:111122223333:key/abc"
ERROR, NOTE, OK = Severity.ERROR, Severity.NOTE, Severity.OK


def test_a_role_that_is_not_there(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["GetRole"] = Fault("NoSuchEntity", 404)
    findings = run(make_job(), clients)
    assert only(findings, "role.exists").severity is ERROR
    assert clients.of("GetRole") == [{"RoleName": "Training"}]
    assert not clients.of("SimulatePrincipalPolicy")


def test_a_role_that_may_not_be_read_is_simulated_all_the_same(
    make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers["GetRole"] = Fault("AccessDenied", 403)
    findings = run(make_job(), clients)
    assert only(findings, "role.trust").severity is NOTE
    assert set(severities(findings, "role.policies")) == {OK}


@pytest.mark.parametrize(
    ("principal", "severity"),
    [
        ({"Service": "sagemaker.amazonaws.com"}, OK),
        ({"Service": ["lambda.amazonaws.com", "sagemaker.amazonaws.com"]}, OK),
        ({"Service": "lambda.amazonaws.com"}, ERROR),
        ({"AWS": "111122223333"}, ERROR),
        ("*", ERROR),
    ],
)
def test_who_may_assume_the_role(
    principal: Any, severity: Severity, make_job: MakeJob, clients: FakeClients
) -> None:
    statement = {**TRUST["Statement"][0], "Principal": principal}  # type: ignore[dict-item]  # JSON
    clients.answers["GetRole"] = trusting({**TRUST, "Statement": statement})
    assert only(run(make_job(), clients), "role.trust").severity is severity


def test_tensorboards_place_is_written_too(make_job: MakeJob, clients: FakeClients) -> None:
    run(make_job(tensorboard="s3://curves/of"), clients)
    asked = {
        (act["ActionNames"][0], act["ResourceArns"][0])
        for act in clients.of("SimulatePrincipalPolicy")
    }
    assert ("s3:PutObject", "arn:aws:s3:::curves/of/output") in asked
    assert ("s3:GetObject", "arn:aws:s3:::curves/of") not in asked


def test_bedrock_is_another_service(make_job: MakeJob, clients: FakeClients) -> None:
    findings = run(make_job(backend="bedrock", recipe={}), clients)
    assert "bedrock.amazonaws.com" in only(findings, "role.trust").what
    assert only(findings, "role.trust").severity is ERROR


def test_a_denial_is_no_trust(make_job: MakeJob, clients: FakeClients) -> None:
    statement = {**TRUST["Statement"][0], "Effect": "Deny"}  # type: ignore[dict-item]  # JSON
    clients.answers["GetRole"] = trusting({**TRUST, "Statement": [statement]})
    assert only(run(make_job(), clients), "role.trust").severity is ERROR


def test_a_denial_beside_an_allowance_is_a_warning(make_job: MakeJob, clients: FakeClients) -> None:
    allowed = TRUST["Statement"][0]
    denied = {**allowed, "Effect": "Deny"}  # type: ignore[dict-item]  # JSON
    clients.answers["GetRole"] = trusting({**TRUST, "Statement": [allowed, denied]})
    findings = run(make_job(), clients)
    assert only(findings, "role.denied").severity is Severity.WARNING
    assert only(findings, "role.trust").severity is OK


def test_conditions_are_said_not_to_be_evaluated(make_job: MakeJob, clients: FakeClients) -> None:
    condition = {"StringEquals": {"aws:SourceAccount": "111122223333"}}
    statement = {**TRUST["Statement"][0], "Condition": condition}  # type: ignore[dict-item]  # JSON
    clients.answers["GetRole"] = trusting({**TRUST, "Statement": [statement]})
    assert "not evaluated" in only(run(make_job(), clients), "role.trust").what


def test_what_is_simulated(make_job: MakeJob, clients: FakeClients, train: Any) -> None:
    data = Data(train="s3://data/rft/train.jsonl", validation=str(train))
    run(make_job(data=data, compute=Compute(instance_count=4, kms_key=KEY)), clients)
    asked = clients.of("SimulatePrincipalPolicy")
    assert {call["PolicySourceArn"] for call in asked} == {ROLE}
    assert [(*call["ActionNames"], *call["ResourceArns"]) for call in asked] == [
        ("lambda:InvokeFunction", FUNCTION),
        ("s3:ListBucket", "arn:aws:s3:::my-bucket"),
        ("s3:GetObject", "arn:aws:s3:::my-bucket/out/output"),
        ("s3:ListBucket", "arn:aws:s3:::data"),
        ("s3:GetObject", "arn:aws:s3:::data/rft/train.jsonl"),
        ("s3:PutObject", "arn:aws:s3:::my-bucket/out/output"),
        ("kms:Decrypt", KEY),
        ("kms:GenerateDataKey", KEY),
    ]
    listed = asked[1]["ContextEntries"]
    assert [(entry["ContextKeyName"], entry["ContextKeyValues"]) for entry in listed] == [
        ("s3:prefix", ["out"])
    ]


@pytest.mark.parametrize("decision", ["implicitDeny", "explicitDeny"])
def test_what_the_role_may_not_do(decision: str, make_job: MakeJob, clients: FakeClients) -> None:
    def simulated(parameters: Any) -> dict[str, Any]:
        denied = parameters["ActionNames"] == ["s3:PutObject"]
        return {"EvaluationResults": [{"EvalDecision": decision if denied else "allowed"}]}

    clients.answers["SimulatePrincipalPolicy"] = simulated
    findings = [one for one in run(make_job(), clients) if one.check == "role.policies"]
    (denied,) = [finding for finding in findings if finding.severity is ERROR]
    assert f"may not s3:PutObject on arn:aws:s3:::my-bucket/out/output: {decision}" in denied.what
    assert len(findings) == 4


def test_each_simulation_that_is_not_allowed_is_said(
    make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers["SimulatePrincipalPolicy"] = Fault("AccessDenied", 403)
    assert severities(run(make_job(), clients), "role.policies") == [NOTE] * 4
