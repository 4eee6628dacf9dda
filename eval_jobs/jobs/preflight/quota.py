"""Whether the account may use so many instances of the type for training."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from eval_jobs.jobs.preflight.findings import error, note, ok

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.preflight.clients import Clients
    from eval_jobs.jobs.preflight.plan import Plan


def check(plan: Plan, clients: Clients) -> Iterator[Finding]:
    """The quota of the instance type against the job's count."""
    if plan.instance_type is None:
        yield note(
            "quota.instances",
            f"not checked: {plan.job.backend} uses no training instances of this account's quota",
            "Other quotas of the service may stop the job.",
            "See Service Quotas.",
        )
        return
    name = f"{plan.instance_type} for training job usage"
    value = _quota(name, clients)
    if value is None:
        yield note(
            "quota.instances",
            f'no quota "{name}" is listed in {plan.job.region}',
            "The type may not exist there.",
            "Look for it in Service Quotas, Amazon SageMaker.",
        )
    elif value < plan.instance_count:
        yield error(
            "quota.instances",
            f'the quota "{name}" is {value:g}, the job takes {plan.instance_count}',
            "The launch would be refused with ResourceLimitExceeded.",
            f"Request at least {plan.instance_count} in Service Quotas, which can take days.",
        )
    else:
        yield ok(
            "quota.instances",
            f'the quota "{name}" is {value:g} (instances in use now are not counted)',
        )


def _quota(name: str, clients: Clients) -> float | None:
    """The quota's value. They have no code that could be asked for by the type's name."""
    pages = clients.get("service-quotas").get_paginator("list_service_quotas")
    for page in pages.paginate(ServiceCode="sagemaker"):
        for quota in page["Quotas"]:
            if quota["QuotaName"] == name:
                return float(quota["Value"])
    return None
