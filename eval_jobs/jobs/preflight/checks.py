"""All checks before a launch, one subject a file, in the order of the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eval_jobs.aws import explained
from eval_jobs.errors import ConfigError, ToolgradeError
from eval_jobs.jobs.backends.local import function_of
from eval_jobs.jobs.here import preflight as here
from eval_jobs.jobs.job import Grader
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

    Of a job on this machine, what only AWS knows is left out, and the machine is looked at.

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
    if job.backend == "local":
        found["local"] = safely("local", lambda: here.check(job))
        return list(told_once(found))
    found["role"] = safely("role", lambda: role.check(plan, clients))
    found["buckets"] = safely("bucket", lambda: buckets.check(plan, clients))
    found["quota"] = safely("quota", lambda: quota.check(plan, clients))
    found["cost"] = safely("cost", lambda: cost.check(plan))
    return list(told_once(found))


def _built_grader(plan: Plan, splits: Splits, clients: Clients) -> Iterator[Finding]:
    """What is found about a grader that is called on this machine."""
    named = Grader(function=function_of(plan.job) or "")
    plan = plan._replace(job=plan.job.model_copy(update={"grader": named}))
    try:
        yield from grader.check(plan, splits.paths, clients)
    except Exception as failure:  # noqa: BLE001  # a check must never stop the others
        known = isinstance(failure, ToolgradeError)
        yield error(
            "grader.call",
            str(failure if known else explained(failure, "the grader cannot be called")),
            "The job would stop at its first call of the grader.",
            "Run `make build`, or correct local.function or local.endpoint_url.",
        )


def _grading(plan: Plan, splits: Splits, clients: Clients) -> dict[str, Iterable[Finding]]:
    """What is found about the grader, and about its function."""
    if plan.job.grader is None:
        return {"grader": [note("grader.none", "the job has no grader: nothing to try")]}
    if plan.job.backend == "local" and not plan.job.local.deployed:
        return {"grader": list(_built_grader(plan, splits, clients))}
    if not plan.function_arn:
        what = f"not tried: {plan.job.grader.function} is no function of Lambda"
        why = "The function behind an evaluator of a hub is not known here."
        mend = "Check the function with `toolgrade evaluate --function ARN`."
        return {"grader": [note("grader.evaluator", what, why, mend)]}
    return {
        "grader": list(safely("grader", lambda: grader.check(plan, splits.paths, clients))),
        "function": list(safely("function", lambda: function.check(plan, clients))),
    }
