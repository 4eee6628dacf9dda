"""Launched jobs on a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from rich.console import Console
from rich.text import Text

from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

MINUTE: Final = len("2026-11-22T10:05")
LEFT: Final = ("checkpoint", "run", "deployment")


def print_jobs(records: Sequence[JobRecord]) -> None:
    """Print of each job its name and status, and below it what it is, why it failed, what it left.

    Times are UTC. No name and no path is broken: the terminal does that, where it has to.
    """
    console = Console()
    if not records:
        console.print("No job was launched from here.")
        return
    width = max(len(record.name) for record in records)
    for record in records:
        state = f"{record.status} {record.phase}".strip()
        console.print(Text(plain(f"{record.name:{width}}  {state}")), soft_wrap=True)
        launched = record.launched[:MINUTE].replace("T", " ")
        what = f"{record.job.get('technique')} {_model(record)} on {record.service}"
        left = [f"{label}: {value}" for label in LEFT if (value := getattr(record, label))]
        for line in (f"{launched}  {what}", *left):
            console.print(Text(plain(f"  {line}"), style="dim"), soft_wrap=True)
        if record.reason:
            console.print(Text(plain(f"  reason: {record.reason}"), style="dim"))


def _model(record: JobRecord) -> Any:
    """The model that is trained or asked: on this machine a stand-in."""
    here = record.job.get("local") if record.service == "local" else None
    return (here or record.job).get("model")
