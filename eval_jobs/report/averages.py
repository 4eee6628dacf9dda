"""The table of runs of which only averages came back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval_jobs.report.plain import plain
from eval_jobs.report.wording import figure
from eval_jobs.results.averages import GRADED, means_over_scored, micro_rates

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.run import Run


def print_averages(runs: Sequence[Run]) -> None:
    """Print a column a run: means over its scored samples, and micro rates from mean counts."""
    columns = [averages_of(run) for run in runs]
    table = Table(box=box.SIMPLE_HEAD)
    table.add_column()
    for run in runs:
        table.add_column(Text(plain(run.name)), justify="right", overflow="fold")
    for name in dict.fromkeys(name for column in columns for name in column):
        table.add_row(Text(plain(name)), *(figure(column.get(name)) for column in columns))
    Console().print(table)


def averages_of(run: Run) -> dict[str, float | None]:
    """The means over the run's scored samples, the share of these, and micro rates."""
    means = run.means
    share = {"scored": means[GRADED]} if GRADED in means else {}
    scores = {k: v for k, v in means_over_scored(means).items() if not k.endswith("_count")}
    return {**share, **scores, **micro_rates(means)}
