"""The charts of an audit: what answers earn beside their bars, and what damage costs."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING, Final

from eval_jobs.report.html.charts import INK, STYLES, blank
from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.figure import Figure

    from eval_jobs.audit.check import Ladder

FINE, HOLE = STYLES[0], STYLES[1]
SMALL: Final = 2.9
"""Inches of a chart that has others beside it."""


def earned(labels: Sequence[str], values: Sequence[float], limits: Sequence[float]) -> Figure:
    """A row a label: its reward as a bar, hatched beyond its limit, which is a black line."""
    figure, axes = blank(0.9 + 0.46 * len(labels))
    for row, (value, limit) in enumerate(zip(values, limits, strict=True)):
        style = HOLE if value > limit else FINE
        axes.barh(row, value, height=0.62, color=style.colour, edgecolor="white", hatch=style.hatch)
        axes.plot((limit, limit), (row - 0.42, row + 0.42), color=INK, linewidth=2)
    axes.set_yticks(range(len(labels)), [_wrapped(label) for label in labels], fontsize=10)
    axes.set_ylim(len(labels) - 0.4, -0.6)
    axes.set_xlim(0, 1.02)
    axes.set_xlabel("mean reward (line: bar)")
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    return figure


def descent(ladder: Ladder, limit: float | None) -> Figure:
    """Mean reward against damage, the band of the middle 80%, and a dashed line at the limit.

    Where the end is beyond the limit, the colour and the marks are those of a hole.
    """
    figure, axes = blank(2.3, SMALL)
    depths = [rung.depth for rung in ladder.rungs]
    low, high = [rung.low for rung in ladder.rungs], [rung.high for rung in ladder.rungs]
    rewards = [rung.reward for rung in ladder.rungs]
    style = HOLE if limit is not None and rewards[-1] > limit else FINE
    axes.fill_between(depths, low, high, color=style.colour, alpha=0.2, linewidth=0)
    axes.plot(depths, rewards, color=style.colour, marker=style.marker, markersize=4, linewidth=2)
    if limit is not None:
        axes.axhline(limit, color=INK, linestyle="--", linewidth=1.5)
    axes.set(xlim=(-0.04, 1.04), ylim=(-0.04, 1.06), xlabel="damage", ylabel="reward")
    axes.set_xticks((0, 0.5, 1), ("0", "0.5", "1"))
    axes.set_yticks((0, 0.5, 1), ("0", "0.5", "1"))
    axes.grid()
    return figure


def _wrapped(label: str) -> str:
    return "\n".join(wrap(plain(label), 26, max_lines=2, placeholder="…"))
