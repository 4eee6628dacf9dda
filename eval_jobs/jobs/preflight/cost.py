"""What the job will cost, as an estimate: the most that its longest time can cost."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.preflight.findings import note

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.preflight.plan import Plan

PRICES: Final = {
    "ml.g5.12xlarge": 7.09,
    "ml.p4d.24xlarge": 25.25,
    "ml.p5.48xlarge": 63.30,
}
"""US dollars for an hour of training on one instance, on demand. Source: public copies of AWS's
price list, since the price cut of June 2025; types that none of them named are left out."""
PRICES_REGION: Final = "us-east-1"
PRICES_DATE: Final = "2025-06"


def estimate(instance_type: str, instance_count: int, hours: float) -> float | None:
    """US dollars for so many instances for so many hours; None where no price is known here."""
    price = PRICES.get(instance_type)
    return None if price is None else price * instance_count * hours


def check(plan: Plan) -> Iterator[Finding]:
    """The estimate, or why there is none. Always a note: no price here is AWS's word."""
    if plan.instance_type is None:
        yield note(
            "cost.estimate",
            f"not estimated: {plan.job.backend} does not bill this job by instances and hours",
            "What it costs depends on tokens or on a cluster that is paid for anyway.",
            "See the service's price list.",
        )
        return
    dollars = estimate(plan.instance_type, plan.instance_count, plan.hours)
    what = f"{plan.instance_count} x {plan.instance_type} for {plan.hours:g} h"
    if dollars is None:
        yield note(
            "cost.estimate",
            f"not estimated: no price of {plan.instance_type} is known here ({what})",
            "It may be expensive.",
            "See the price list of Amazon SageMaker AI.",
        )
        return
    yield note(
        "cost.estimate",
        f"at most about ${dollars:,.0f}: {what}, at ${PRICES[plan.instance_type]:.2f} an hour "
        f"(an estimate; prices of {PRICES_REGION}, {PRICES_DATE})",
        "A job is billed until it ends or its longest time is over.",
        "Lower compute.max_runtime_hours or compute.instance_count to pay less at most.",
    )
