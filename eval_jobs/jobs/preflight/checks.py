"""All checks before a launch, one subject a file, in the order of the cheapest first."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.preflight import buckets, cost, data, function, grader, quota, role
from eval_jobs.jobs.preflight.findings import error, note, safely
from eval_jobs.jobs.preflight.plan import Plan
from eval_jobs.jobs.preflight.splits import fetch
from eval_jobs.jobs.recipes.values import values_of

if TYPE_CHECKING:
    from eval_jobs.jobs.finding import Finding
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.preflight.clients import Clients


def run(job: Job, clients: Clients) -> list[Finding]:
    """Check the data, the grader, its function, the role, the buckets, the quota and the cost.

    Nothing is started and nothing is written; the grader's function is called with a few rows.
    Nothing is raised: what could not be checked is a note that says why. The values of the recipe
    are not checked here: see `limits.check`.
    """
    findings: list[Finding] = []
    recipe: dict[str, Any] = {}
    try:
        recipe = values_of(job)
    except ConfigError as failure:
        why = "Neither the recipe nor what depends on its values can be known."
        findings.append(error("job.recipe", str(failure), why, "Correct the job file."))
    plan = Plan(job, recipe)
    with TemporaryDirectory() as folder:
        splits = fetch(job, clients, Path(folder))
        findings += splits.findings
        findings += safely("data", lambda: data.check(plan, splits.paths))
        if job.grader is None:
            findings.append(note("grader.none", "the job has no grader: nothing to try"))
        elif not plan.function_arn:
            what = f"not tried: {job.grader.function} is no function of Lambda"
            why = "The function behind an evaluator of a hub is not known here."
            mend = "Check the function with `toolgrade evaluate --function ARN`."
            findings.append(note("grader.evaluator", what, why, mend))
        else:
            findings += safely("grader", lambda: grader.check(plan, splits.paths, clients))
            findings += safely("function", lambda: function.check(plan, clients))
    findings += safely("role", lambda: role.check(plan, clients))
    findings += safely("bucket", lambda: buckets.check(plan, clients))
    findings += safely("quota", lambda: quota.check(plan, clients))
    findings += safely("cost", lambda: cost.check(plan))
    return findings
