"""All checks before a launch, one subject a file, in the order of the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.preflight import buckets, cost, data, function, grader, quota, role
from eval_jobs.jobs.preflight.findings import error, note, safely, told_once
from eval_jobs.jobs.preflight.plan import Plan
from eval_jobs.jobs.preflight.splits import Splits, fetch
from eval_jobs.jobs.recipes.values import values_of

if TYPE_CHECKING:
    from eval_jobs.finding import Finding
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.preflight.clients import Clients


def run(job: Job, clients: Clients) -> list[Finding]:
    """Check the data, the grader, its function, the role, the buckets, the quota and the cost.

    Nothing is started and nothing is written; the grader's function is called with a few rows.
    Nothing is raised: what could not be checked is a note that says why; without credentials there
    is one error. The values of the recipe are not checked here: see `limits.check`.
    """
    found: dict[str, Iterable[Finding]] = {}
    recipe: dict[str, Any] = {}
    try:
        recipe = values_of(job)
    except ConfigError as failure:
        why = "Neither the recipe nor what depends on its values can be known."
        found["recipe"] = [error("recipe", str(failure), why, "Correct the job file.")]
    plan = Plan(job, recipe)
    with TemporaryDirectory() as folder:
        splits = fetch(job, clients, Path(folder))
        found["data"] = [*splits.findings, *safely("data", lambda: data.check(plan, splits.paths))]
        found |= _grading(plan, splits, clients)
    found["role"] = safely("role", lambda: role.check(plan, clients))
    found["buckets"] = safely("bucket", lambda: buckets.check(plan, clients))
    found["quota"] = safely("quota", lambda: quota.check(plan, clients))
    found["cost"] = safely("cost", lambda: cost.check(plan))
    return list(told_once(found))


def _grading(plan: Plan, splits: Splits, clients: Clients) -> dict[str, Iterable[Finding]]:
    """What is found about the grader, and about its function."""
    if plan.job.grader is None:
        return {"grader": [note("grader.none", "the job has no grader: nothing to try")]}
    if not plan.function_arn:
        what = f"not tried: {plan.job.grader.function} is no function of Lambda"
        why = "The function behind an evaluator of a hub is not known here."
        mend = "Check the function with `toolgrade evaluate --function ARN`."
        return {"grader": [note("grader.evaluator", what, why, mend)]}
    return {
        "grader": list(safely("grader", lambda: grader.check(plan, splits.paths, clients))),
        "function": list(safely("function", lambda: function.check(plan, clients))),
    }
