"""The few kinds of chart that a report draws; colours and shapes tell series apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDTH: Final = 5.2
"""Inches of every chart: with this text size it stays legible on a phone."""
INK: Final = "#24292f"
LABEL: Final = 22
"""Longer names are cut in a chart; its table has them in full."""


class Style(NamedTuple):
    """How one series looks, without colour too."""

    colour: str
    marker: str
    line: str
    hatch: str


STYLES: Final = (  # colours by Okabe and Ito, without yellow, which white swallows
    Style("#0072b2", "o", "-", ""),
    Style("#d55e00", "s", "--", "///"),
    Style("#009e73", "^", ":", "..."),
    Style("#cc79a7", "D", "-.", "xxx"),
    Style("#e69f00", "v", "-", "\\\\\\"),
    Style("#56b4e9", "P", "--", "---"),
    Style("#000000", "X", ":", "|||"),
)
MOST_SERIES: Final = len(STYLES)

Point = tuple[float, float, float]
"""A value with the ends of its interval; both are the value where there is none."""


@contextmanager
def drawing() -> Iterator[None]:
    """Settings for charts: text as text, the same file for the same figures."""
    import matplotlib as mpl

    with mpl.rc_context(
        {
            "axes.edgecolor": "#8c959f",
            "axes.labelcolor": INK,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "figure.constrained_layout.use": True,
            "font.size": 12,
            "grid.color": "#e3e6ea",
            "legend.frameon": False,
            "svg.fonttype": "none",
            "svg.hashsalt": "toolgrade",
            "text.color": INK,
            "text.parse_math": False,
            "xtick.color": INK,
            "ytick.color": INK,
        }
    ):
        yield


def dots(
    labels: Sequence[str],
    series: Mapping[str, Sequence[Point | None]],
    axis: str,
    zero: bool = False,
) -> Figure:
    """A row a label, a marker a series, with its interval; `zero` draws the line of no change.

    A series without points is not shown, and keeps its colour for itself.
    """
    rows = len(labels)
    shown = [
        (name, points, STYLES[index % MOST_SERIES])
        for index, (name, points) in enumerate(series.items())
        if any(points)
    ]
    step = 0.8 / max(1, len(shown))
    figure, axes = blank(1.0 + rows * (0.17 + 0.11 * len(shown)) + 0.25 * (len(shown) > 1))
    for index, (name, points, style) in enumerate(shown):
        found = [(row, point) for row, point in enumerate(points) if point is not None]
        places = [row + (index - (len(shown) - 1) / 2) * step for row, _ in found]
        centres = [point[0] for _, point in found]
        below = [max(0.0, value - low) for _, (value, low, _) in found]
        above = [max(0.0, high - value) for _, (value, _, high) in found]
        axes.errorbar(
            centres,
            places,
            xerr=(below, above),
            fmt=style.marker,
            color=style.colour,
            markeredgecolor=INK,
            markeredgewidth=0.6,
            markersize=6.5,
            elinewidth=2,
            label=short(name),
        )
    axes.set_yticks(range(rows), [short(label) for label in labels])
    axes.set_ylim(rows - 0.4, -0.6)
    axes.set_xlabel(axis)
    axes.grid(axis="x")
    axes.set_axisbelow(True)
    if zero:
        axes.axvline(0, color=INK, linewidth=1)
    else:
        axes.set_xlim(-0.02, 1.02)
    _legend(figure, axes, len(shown))
    return figure


def histograms(
    series: Mapping[str, Sequence[float]], axis: str, width: float, *, beyond: bool
) -> Figure:
    """Bars over bins of this width from 0 to 1, a panel a series, all to one scale.

    `beyond`: the first bar and the last one stand for all that is below 0 and above 1.
    """
    from matplotlib.figure import Figure

    figure = Figure(figsize=(WIDTH, 0.7 + 1.1 * len(series)))
    panels = figure.subplots(len(series), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
    for index, (axes, (name, heights)) in enumerate(zip(panels, series.items(), strict=True)):
        style = STYLES[index % MOST_SERIES]
        axes.bar(
            [(place - beyond) * width for place in range(len(heights))],
            heights,
            width=width,
            align="edge",
            color=style.colour,
            edgecolor="white",
            hatch=style.hatch,
        )
        axes.set_title(short(name), loc="left", fontsize=12)
        axes.yaxis.set_major_formatter("{x:.0%}")
    panels[-1].set_xlabel(axis)
    return figure


def lines(
    series: Mapping[str, Sequence[tuple[float, float]]],
    axes_labels: tuple[str, str],
    unit: bool = False,
    diagonal: bool = False,
) -> Figure:
    """A line a series through its points; `unit` shows [0, 1] on both axes."""
    figure, axes = blank(4.0)
    for index, (name, points) in enumerate(series.items()):
        style = STYLES[index % MOST_SERIES]
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=style.colour,
            linestyle=style.line,
            marker=style.marker,
            markevery=max(1, len(points) // 12),
            markersize=6,
            label=short(name),
        )
    if diagonal:
        axes.plot((0, 1), (0, 1), color="#6e7781", linewidth=1)
    if unit:
        axes.set(xlim=(-0.02, 1.02), ylim=(-0.02, 1.05))
    axes.set_xlabel(axes_labels[0])
    axes.set_ylabel(axes_labels[1])
    axes.grid()
    _legend(figure, axes, len(series))
    return figure


def heat_map(
    expected: Sequence[str], called: Sequence[str], counts: Sequence[Sequence[int]]
) -> Figure:
    """Counts, darker where they are more of their row; rows are expected, columns are called."""
    figure, axes = blank(max(2.8, 1.6 + 0.32 * len(expected)))
    shares = [[count / max(1, sum(row)) for count in row] for row in counts]
    axes.pcolormesh(shares, cmap="Blues", vmin=0, vmax=1, edgecolor="white", linewidth=1)
    for row, line in enumerate(counts):
        for column, count in enumerate(line):
            if count:
                colour = "white" if shares[row][column] > 0.55 else INK  # noqa: PLR2004  # where it reads
                place = (column + 0.5, row + 0.5)
                axes.text(*place, f"{count}", ha="center", va="center", color=colour, fontsize=10)
    names = [short(label) for label in called]
    places = [place + 0.5 for place in range(len(called))]
    axes.set_xticks(places, names, rotation=60, ha="right", rotation_mode="anchor", fontsize=10)
    places = [place + 0.5 for place in range(len(expected))]
    axes.set_yticks(places, [short(label) for label in expected], fontsize=10)
    axes.invert_yaxis()
    axes.set_xlabel("called")
    axes.set_ylabel("expected")
    return figure


def short(text: str) -> str:
    """A name on one line that fits beside a chart."""
    shown = plain(text)
    return shown if len(shown) <= LABEL else shown[: LABEL - 1] + "…"


def blank(height: float, width: float = WIDTH) -> tuple[Figure, Axes]:
    """A figure of so many inches with one pair of axes."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    return figure, figure.subplots()


def _legend(figure: Figure, axes: Axes, series: int) -> None:
    if series > 1:
        handles, names = axes.get_legend_handles_labels()
        figure.legend(handles, names, loc="outside upper left", ncols=2, fontsize=11)
