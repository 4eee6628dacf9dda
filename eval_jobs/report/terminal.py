"""Tables for a terminal, readable at 80 columns. Names and texts are data, never markup."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.rows import Row
    from eval_jobs.summary import Summary


def print_summaries(title: str, summaries: Mapping[str, Summary]) -> None:
    """Print a table of a column a set of answers: counts, reward, mean scores, micro figures."""
    console = Console()
    console.print(Text(plain(title), style="bold"), soft_wrap=True)
    console.print(summary_table(summaries))


def summary_table(summaries: Mapping[str, Summary]) -> Table:
    """The table of `print_summaries`; what is undefined says so."""
    columns = list(summaries.values())
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column()
    for name in summaries:
        table.add_column(Text(plain(name)), justify="right", overflow="fold")

    def add(label: str, cells: Sequence[str], style: str = "") -> None:
        table.add_row(Text(plain(label)), *cells, style=style)

    add("samples", [str(column.samples) for column in columns])
    add("unscored", [str(sum(column.unscored.values())) for column in columns])
    for code in _names(column.unscored for column in columns):
        add(f"  {code}", [str(column.unscored.get(code, 0)) for column in columns])
    table.add_section()
    add("reward", [_figure(column.reward) for column in columns], "bold")
    for name in _names(column.means for column in columns):
        if not name.endswith("_count"):
            add(name, [_figure(column.means.get(name)) for column in columns])
    table.add_section()
    for name in _names(column.micro for column in columns):
        add(name, [_figure(column.micro.get(name)) for column in columns])
    return table


def print_rows(rows: Sequence[Row], scores: Sequence[str]) -> None:
    """Print a table of a line a sample.

    Where the reward is made of several `scores`, each has a column, and below stand why the
    unscored have none and, as an example, the sum of the lowest reward. Else the reason has one.
    The reason of a record that failed is not repeated: it was reported when it came up.
    """
    console = Console()
    if len(scores) <= 1:
        console.print(_reasons_table(rows))
        return
    console.print(_scores_table(rows, scores))
    graded = [row for row in rows if row.graded]
    lowest = sorted(graded, key=lambda row: row.reward or 0.0)[:1]
    for row in [*(row for row in rows if not row.graded and not row.failed), *lowest]:
        console.print(Text(f"{plain(row.id)}: {_why(row)}"))
    console.print()


def _scores_table(rows: Sequence[Row], scores: Sequence[str]) -> Table:
    table = _table_of_ids()
    for name in scores:
        words = plain(name).removesuffix("_score").split("_")
        table.add_column(Text("\n".join(words)), justify="right")  # a word a line: narrow columns
    for row in rows:
        figures = [_figure(row.metrics[name]) if row.graded else "-" for name in scores]
        table.add_row(*_identity(row), *figures)
    return table


def _reasons_table(rows: Sequence[Row]) -> Table:
    table = _table_of_ids()
    table.add_column("why", overflow="fold")
    for row in rows:
        table.add_row(*_identity(row), Text(_why(row)))
    return table


def _table_of_ids() -> Table:
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("id", overflow="fold", max_width=24)
    table.add_column("reward", justify="right")
    return table


def _identity(row: Row) -> tuple[Text, str]:
    return Text(plain(row.id)), _figure(row.reward) if row.graded else "unscored"


def _why(row: Row) -> str:
    parts = (row.code, None if row.failed else row.reason)
    return ": ".join(plain(part) for part in parts if part is not None)


def _names(columns: Iterable[Mapping[str, object]]) -> list[str]:
    """All names in the order in which they first appear."""
    return list(dict.fromkeys(name for column in columns for name in column))


def _figure(value: float | None) -> str:
    return "undefined" if value is None else f"{value:.3f}"
