from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.finding import Severity
from eval_jobs.jobs.preflight import run
from tests.eval_jobs.jobs.preflight.fake import ACCOUNT, FUNCTION, FakeClients, Fault, only

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from tests.eval_jobs.jobs.preflight.conftest import Check, MakeJob

ERROR, WARNING, NOTE, OK = Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK


def settings(**changed: Any) -> dict[str, Any]:
    return {"Timeout": 300, "MemorySize": 1769, "FunctionArn": FUNCTION, **changed}


def checked(
    make_job: MakeJob, clients: FakeClients, function: str = FUNCTION, **fields: Any
) -> list[Finding]:
    return run(make_job(grader={"function": function}, **fields), clients)


def test_a_function_that_is_not_there(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["GetFunctionConfiguration"] = Fault("ResourceNotFoundException", 404)
    finding = only(checked(make_job, clients), "function.exists")
    assert finding.severity is ERROR
    assert clients.of("GetFunctionConfiguration") == [{"FunctionName": FUNCTION}]


@pytest.mark.parametrize(
    ("backend", "name", "severity"),
    [
        ("hyperpod", "reward", ERROR),
        ("sagemaker", "reward", WARNING),
        ("bedrock", "reward", OK),
        ("hyperpod", "my-sagemaker-reward", OK),
        ("sagemaker", "SageMaker-reward", OK),
    ],
)
def test_the_name(
    backend: str, name: str, severity: Severity, make_job: MakeJob, clients: FakeClients
) -> None:
    arn = f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:{name}"
    findings = checked(make_job, clients, arn, backend=backend, recipe={})
    assert only(findings, "function.name").severity is severity


def test_a_name_alone_is_in_the_account_of_the_role(
    make_job: MakeJob, clients: FakeClients
) -> None:
    assert only(checked(make_job, clients, "SageMaker-x"), "function.name").severity is OK
    (asked,) = [
        call
        for call in clients.of("SimulatePrincipalPolicy")
        if call["ActionNames"] == ["lambda:InvokeFunction"]
    ]
    assert asked["ResourceArns"] == [f"arn:aws:lambda:us-east-1:{ACCOUNT}:function:SageMaker-x"]


def test_an_alias_fits_bedrock_only(make_job: MakeJob, clients: FakeClients) -> None:
    finding = only(checked(make_job, clients, f"{FUNCTION}:live"), "function.arn")
    assert finding.severity is ERROR
    assert ":live" in finding.mend
    findings = checked(make_job, clients, f"{FUNCTION}:live", backend="bedrock", recipe={})
    assert not [finding for finding in findings if finding.check == "function.arn"]


def test_another_region(make_job: MakeJob, clients: FakeClients) -> None:
    far = FUNCTION.replace("us-east-1", "us-west-2")
    assert only(checked(make_job, clients, far), "function.region").severity is ERROR


@pytest.mark.parametrize(
    ("seconds", "severity"), [(3, ERROR), (4, WARNING), (59, WARNING), (60, OK)]
)
def test_the_timeout(
    seconds: int, severity: Severity, make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers["GetFunctionConfiguration"] = settings(Timeout=seconds)
    finding = only(checked(make_job, clients, recipe={"lambda_batch_size": 8}), "function.timeout")
    assert finding.severity is severity
    assert f"the timeout is {seconds} s" in finding.what


@pytest.mark.parametrize(("size", "severity"), [(128, WARNING), (255, WARNING), (256, OK)])
def test_the_memory(size: int, severity: Severity, make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["GetFunctionConfiguration"] = settings(MemorySize=size)
    assert only(checked(make_job, clients), "function.memory").severity is severity


@pytest.mark.parametrize(
    ("reserved", "pool", "severity"),
    [(12, 0, OK), (11, 0, ERROR), (0, 1000, ERROR), (None, 12, OK), (None, 10, ERROR)],
)
def test_concurrency_reserved_or_of_the_account(
    reserved: int | None,
    pool: int,
    severity: Severity,
    check: Check,
    clients: FakeClients,
) -> None:
    own = {} if reserved is None else {"ReservedConcurrentExecutions": reserved}
    clients.answers["GetFunctionConcurrency"] = own
    clients.answers["GetAccountSettings"] = {
        "AccountLimit": {"UnreservedConcurrentExecutions": pool}
    }
    findings = check(recipe={"lambda_concurrency_limit": 12})
    assert only(findings, "function.concurrency").severity is severity
    assert len(clients.of("GetAccountSettings")) == (reserved is None)


def test_hyperpod_calls_from_each_worker(make_job: MakeJob, clients: FakeClients) -> None:
    clients.answers["GetFunctionConcurrency"] = {"ReservedConcurrentExecutions": 127}
    recipe = {"rollout_worker_replicas": 2, "lambda_concurrency_limit": 100}
    finding = only(
        checked(make_job, clients, backend="hyperpod", recipe=recipe), "function.concurrency"
    )
    assert finding.severity is ERROR
    assert finding.what.startswith("128 calls may come at once, 127 are reserved")


def test_bedrock_does_not_say_how_many_calls_it_makes(
    make_job: MakeJob, clients: FakeClients
) -> None:
    findings = checked(make_job, clients, backend="bedrock", recipe={})
    assert only(findings, "function.concurrency").severity is NOTE


def test_concurrency_that_may_not_be_asked_costs_no_other_check(
    make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers["GetFunctionConcurrency"] = Fault("AccessDeniedException", 403)
    findings = checked(make_job, clients)
    assert only(findings, "function.concurrency").severity is NOTE
    assert only(findings, "function.memory").severity is OK


def test_a_batch_that_no_call_can_carry(make_job: MakeJob, clients: FakeClients) -> None:
    recipe = {"lambda_batch_size": 128, "max_new_tokens": 16384}
    finding = only(checked(make_job, clients, recipe=recipe), "function.payload")
    assert finding.severity is WARNING
    assert "about 8 MiB" in finding.what
