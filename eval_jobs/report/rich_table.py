"""A table on a terminal, readable at 80 columns. Its cells are data, never markup."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from rich import box
from rich.table import Table as RichTable
from rich.text import Text

from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from eval_jobs.report.tables import Table


def rich_table(table: Table, styles: Mapping[str, str] = MappingProxyType({})) -> RichTable:
    """The table as rich draws it; `styles` are those of cells with these words."""
    drawn = RichTable(
        title=Text(plain(table.caption)),
        title_justify="left",
        box=box.SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
        pad_edge=False,
        show_edge=False,
    )
    drawn.add_column(Text(plain(table.columns[0])), overflow="fold")
    for index, column in enumerate(table.columns[1:], 1):
        cells = max((len(row[index]) for row in table.rows), default=0)
        words = max(map(len, plain(column).split()), default=0)
        drawn.add_column(
            Text(plain(column)),
            justify="right",
            overflow="fold",
            width=cells if words <= cells else None,  # figures stay whole: names fold instead
            min_width=cells,
        )
    for row in table.rows:
        drawn.add_row(*(Text(plain(cell), style=styles.get(cell, "")) for cell in row))
    return drawn
