"""Whether the job's role can be assumed, and may do what the job will do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.jobs.preflight.findings import (
    MISSING,
    code_of,
    error,
    ok,
    safely,
    unchecked,
    warning,
)
from eval_jobs.jobs.preflight.splits import addresses
from eval_jobs.results.s3 import Location

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.preflight.clients import Clients
    from eval_jobs.jobs.preflight.plan import Plan

SCOPE: Final = (
    "simulated with the role's own policies; policies of buckets, keys and the organisation "
    "are not part of it"
)


class Act(NamedTuple):
    """Something that the role has to be allowed, as policies are simulated."""

    action: str
    resource: str
    prefix: str | None = None
    """What `s3:ListBucket` lists, for policies that allow it below a prefix only."""


def check(plan: Plan, clients: Clients) -> Iterator[Finding]:
    """The role, who may assume it, and each thing that it has to be allowed."""
    name = plan.job.role.rpartition("/")[2]
    try:
        role = clients.get("iam").get_role(RoleName=name)["Role"]
    except Exception as failure:  # noqa: BLE001  # it is told as a finding
        if code_of(failure) not in MISSING:
            yield unchecked("role.trust", failure)
            yield from _simulated(plan, plan.job.role, clients)
            return
        yield error(
            "role.exists",
            f"there is no role {name}",
            "The job could not start.",
            "Correct the role of the job file; template.yaml can make one (JobBucket).",
        )
        return
    yield ok("role.exists", f"the role {name} exists")
    yield from _trust(plan, role["AssumeRolePolicyDocument"])
    yield from _simulated(plan, role["Arn"], clients)


def _trust(plan: Plan, document: Mapping[str, Any]) -> Iterator[Finding]:
    service = "bedrock" if plan.job.backend == "bedrock" else "sagemaker"
    principal = f"{service}.amazonaws.com"
    statements = _listed(document["Statement"])
    trusted = [
        statement
        for statement in statements
        if statement["Effect"] == "Allow"
        and "sts:AssumeRole" in _listed(statement.get("Action"))
        and isinstance(statement.get("Principal"), dict)
        and principal in _listed(statement["Principal"].get("Service", []))
    ]
    if any(statement["Effect"] == "Deny" for statement in statements):
        yield warning(
            "role.denied",
            "the role's trust policy denies something, which was not evaluated",
            f"A denial outweighs what lets {principal} assume the role.",
            "Make sure that it does not concern the service, or take it out.",
        )
    if not trusted:
        yield error(
            "role.trust",
            f"the role's trust policy does not let {principal} assume it",
            "The launch would be refused.",
            f"`toolgrade iam {'bedrock' if service == 'bedrock' else 'execution'}` prints one.",
        )
        return
    limited = " under conditions, which were not evaluated"
    conditions = limited if all("Condition" in statement for statement in trusted) else ""
    yield ok("role.trust", f"{principal} may assume the role{conditions}")


def _simulated(plan: Plan, arn: str, clients: Clients) -> Iterator[Finding]:
    for act in acts(plan):
        yield from safely("role.policies", partial(_allowed, act, arn, clients))


def acts(plan: Plan) -> Iterator[Act]:
    """What the job does as its role: call the grader, read the data, write the output."""
    if plan.function_arn:
        yield Act("lambda:InvokeFunction", plan.function_arn)
    output = Location.parse(plan.job.output)
    inputs = {output: None}  # local files are uploaded there
    for _, address in addresses(plan.job):
        if address.startswith("s3://"):
            inputs[Location.parse(address)] = None
    for location in inputs:
        yield Act("s3:ListBucket", f"arn:aws:s3:::{location.bucket}", location.key)
        yield Act("s3:GetObject", _objects(location, below=location == output))
    for address in plan.written:
        yield Act("s3:PutObject", _objects(Location.parse(address), below=True))
    if plan.job.compute.kms_key:
        yield Act("kms:Decrypt", plan.job.compute.kms_key)
        yield Act("kms:GenerateDataKey", plan.job.compute.kms_key)


def _objects(location: Location, *, below: bool) -> str:
    arn = f"arn:aws:s3:::{location.bucket}/{location.key}"
    return f"{arn.rstrip('/')}/output" if below else arn


def _allowed(act: Act, arn: str, clients: Clients) -> Iterator[Finding]:
    context = []
    if act.prefix is not None:
        context = [
            {
                "ContextKeyName": "s3:prefix",
                "ContextKeyValues": [act.prefix],
                "ContextKeyType": "string",
            }
        ]
    (result,) = clients.get("iam").simulate_principal_policy(
        PolicySourceArn=arn,
        ActionNames=[act.action],
        ResourceArns=[act.resource],
        ContextEntries=context,
    )["EvaluationResults"]
    decision = result["EvalDecision"]
    if decision == "allowed":
        yield ok("role.policies", f"the role may {act.action} on {act.resource} ({SCOPE})")
        return
    yield error(
        "role.policies",
        f"the role may not {act.action} on {act.resource}: {decision} ({SCOPE})",
        "The job would fail when it does that.",
        "Attach a policy; `toolgrade iam` prints one that allows just what is needed.",
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
