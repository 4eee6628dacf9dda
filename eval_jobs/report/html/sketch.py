"""A chart with its title, what it says in words, and the table of what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.report.html.charts import drawing
from eval_jobs.report.html.svg import inline
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from markupsafe import Markup
    from matplotlib.figure import Figure

    from eval_jobs.report.tables import Table

SPOKEN: Final = 12
"""So many rows of its table a plot's description says; the table has the rest."""


class Plot(NamedTuple):
    """A plot with its title and the table of what it shows."""

    title: str
    svg: Markup
    table: Table


class Sketch(NamedTuple):
    """A plot that is not drawn yet."""

    title: str
    table: Table
    draw: Callable[[], Figure]


def drawn(sketches: Iterable[Sketch], key: str = "plot") -> list[Plot]:
    """The plots, in order; no other plots of the page may have the same `key`."""
    with drawing():
        return [_finished(f"{key}{index}", sketch) for index, sketch in enumerate(sketches)]


def _finished(key: str, sketch: Sketch) -> Plot:
    lines = [", ".join(filter(None, row)) for row in sketch.table.rows]
    more = len(lines) - SPOKEN
    spoken = "; ".join(lines[:SPOKEN]) + (f"; {more} more in the table" if more > 0 else "")
    description = plain(f"{', '.join(sketch.table.columns)}: {spoken}.")
    title = plain(sketch.title)
    return Plot(title, inline(sketch.draw(), key, title, description), sketch.table)
