"""Problems of a dataset on the terminal: by rule, with examples."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

import typer
from rich import box
from rich.console import Console
from rich.table import Table

from eval_jobs.finding import Severity
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.summary import Summary

PLURALS: Final = {Severity.ERROR: "errors", Severity.WARNING: "warnings", Severity.NOTE: "notes"}


def print_validation(name: str, records: int, summary: Summary) -> None:
    """Each rule that was broken, how often and where; then one line that says how it went."""
    if summary.entries:
        table = Table("severity", "rule", "times", box=box.SIMPLE_HEAD)
        table.columns[-1].justify = "right"
        for entry in summary.entries:
            table.add_row(entry.severity.value, entry.rule, f"{entry.count:,}")
        Console().print(table)
    for entry in summary.entries:
        for example in entry.examples:
            typer.echo(plain(f"{example.place}: {example.message} [{entry.rule}]"))
        if entry.count > len(entry.examples):
            typer.echo(f"  ... and {entry.count - len(entry.examples):,} more of {entry.rule}")
    counts = ", ".join(f"{summary.count(kind):,} {word}" for kind, word in PLURALS.items())
    typer.echo(plain(f"{name}: {records:,} records, {counts}"))
