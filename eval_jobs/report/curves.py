"""Training curves on a terminal: first, last and best of each, and their shape in one line."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from eval_jobs.report.plain import plain

BARS: Final = "▁▂▃▄▅▆▇█"
WIDTH: Final = 16
"""Characters of a curve: 80 columns hold it beside the longest name."""
NOISE: Final = 1e-9
"""What rounding leaves where there is nothing is no figure and no curve."""


def print_curves(
    curves: Mapping[str, Sequence[tuple[float, float]]], console: Console | None = None
) -> None:
    """Print a line a metric; each curve is a list of (step, value)."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for column in ("metric", "first", "last", "lowest", "highest", "curve"):
        table.add_column(column, no_wrap=True)
    for name, points in curves.items():
        values = [value for _, value in points]
        figures = (values[0], values[-1], min(values), max(values))
        cells = [f"{value if abs(value) > NOISE else 0:.3g}" for value in figures]
        table.add_row(Text(plain(name)), *cells, _drawn(values))
    (console or Console()).print(table)


def _drawn(values: Sequence[float]) -> str:
    low, high = min(values), max(values)
    size = min(WIDTH, len(values))
    picked = [values[place * (len(values) - 1) // max(1, size - 1)] for place in range(size)]
    scale = (len(BARS) - 1) / (high - low) if high - low > NOISE else 0.0
    return "".join(BARS[round((value - low) * scale)] for value in picked)
