"""The plan of a pipeline on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval_jobs.jobs.job import FromJob
from eval_jobs.jobs.preflight.cost import estimate
from eval_jobs.jobs.preflight.plan import Plan
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def print_plan(jobs: Sequence[Job]) -> None:
    """Print a line a job: what it does, from what, on what, and the most that it can cost."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("job", "what", "goes on from", "on", "at most"):
        table.add_column(column, overflow="fold")
    total = 0.0
    for job in jobs:
        cost = _most(job)
        total += cost or 0.0
        start = job.start.job if isinstance(job.start, FromJob) else job.start or "the base model"
        texts = (job.name, f"{job.technique} {job.model} ({job.rank})", start, _place(job))
        shown = "not known" if cost is None else f"${cost:,.0f}"
        table.add_row(*(Text(plain(text)) for text in texts), shown)
    console = Console()
    console.print(table)
    console.print(
        f"At most ${total:,.0f}, if every job ran until its time limit. Prices are estimates."
    )


def _most(job: Job) -> float | None:
    if job.backend == "local":
        return 0.0
    plan = Plan(job, {})
    if plan.instance_type is None:
        return None
    return estimate(plan.instance_type, plan.instance_count, plan.hours)


def _place(job: Job) -> str:
    if job.backend == "local":
        return f"local, {job.local.model}"
    plan = Plan(job, {})
    if plan.instance_type is None:
        return job.backend
    return f"{job.backend}, {plan.instance_count} x {plan.instance_type}, {plan.hours:g} h"
