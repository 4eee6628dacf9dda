"""Tables for a terminal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

if TYPE_CHECKING:
    from eval_jobs.rows import Row
    from eval_jobs.summary import Summary


def summary_table(summaries: Mapping[str, Summary], title: str) -> Table:
    """A column a set of answers; rows for the reward, each score, micro figures and unscored."""
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for name in summaries:
        table.add_column(name, justify="right")
    columns = list(summaries.values())
    table.add_row("samples", *(str(column.samples) for column in columns))
    table.add_row("reward", *(_figure(column.reward) for column in columns), style="bold")
    scores = dict.fromkeys(name for column in columns for name in column.means)
    for name in scores:
        if not name.endswith("_count"):
            table.add_row(name, *(_figure(column.means.get(name)) for column in columns))
    for name in dict.fromkeys(name for column in columns for name in column.micro):
        table.add_row(name, *(_figure(column.micro.get(name)) for column in columns))
    table.add_row("unscored", *(_unscored(column) for column in columns))
    return table


def rows_table(rows: Sequence[Row]) -> Table:
    """A line a sample: id, reward, and the reason that reproduces it."""
    table = Table()
    table.add_column("id", overflow="fold", max_width=24)
    table.add_column("reward", justify="right")
    table.add_column("why", overflow="fold")
    for row in rows:
        reward = _figure(row.reward) if row.code is None else "unscored"
        why = row.reason if row.code is None else f"{row.code}: {row.reason}"
        table.add_row(Text(str(row.id)), reward, Text(why or ""))
    return table


def _figure(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"


def _unscored(summary: Summary) -> str:
    total = sum(summary.unscored.values())
    codes = ", ".join(f"{code} {count}" for code, count in sorted(summary.unscored.items()))
    return f"{total} ({codes})" if codes else "0"
