"""Launched jobs on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord


def print_jobs(records: Sequence[JobRecord]) -> None:
    """Print a line a job, and below it why it failed and what it left."""
    if not records:
        Console().print("No job was launched from here.")
        return
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("job", "what", "status", "launched"):
        table.add_column(column, overflow="fold")
    for record in records:
        what = f"{record.job.get('technique')} {_model(record)} on {record.service}"
        state = f"{record.status} {record.phase}".strip()
        table.add_row(*(Text(plain(t)) for t in (record.name, what, state, record.launched)))
        for label in ("reason", "checkpoint", "run", "deployment"):
            if value := getattr(record, label):
                table.add_row("", Text(plain(f"{label}: {value}"), style="dim"), "", "")
    Console().print(table)


def _model(record: JobRecord) -> Any:
    """The model that is trained or asked: on this machine a stand-in."""
    here = record.job.get("local") if record.service == "local" else None
    return (here or record.job).get("model")
