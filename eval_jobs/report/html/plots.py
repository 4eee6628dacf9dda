"""Every plot of a report, with what it says in words and in a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeVar

from eval_jobs.report.html import charts
from eval_jobs.report.html.sketch import Plot, Sketch, drawn
from eval_jobs.report.tables import Table, differences, estimates, merged, rates
from eval_jobs.report.wording import figure, with_interval

if TYPE_CHECKING:
    from matplotlib.figure import Figure

    from eval_jobs.comparison.result import Difference, Estimate
    from eval_jobs.metrics.breakdown import Confusion
    from eval_jobs.report.material import Curve, Material

Item = TypeVar("Item")
MOST_TOOLS: Final = 15
MOST_POINTS: Final = 120


def plots(material: Material) -> list[Plot]:
    """All plots that the material has figures for, in reading order."""
    shown = material.runs[: charts.MOST_SERIES]
    sketches = [
        *_scores(material, shown),
        *_tools(material, shown),
        *_calibration(material, shown),
        *_training(material, shown),
    ]
    return drawn(sketches)


def _scores(material: Material, shown: Sequence[str]) -> Iterator[Sketch]:
    found, comparison = estimates(material), material.comparison
    if _defined({"reward": found.get("reward", {})}):
        by_run = found["reward"]
        rows = [(run, with_interval(estimate)) for run, estimate in by_run.items()]
        points = [_point(estimate) for estimate in by_run.values()]
        yield Sketch(
            "Reward by run",
            Table("Reward by run", ("run", "reward"), rows),
            lambda: charts.dots(list(by_run), {"reward": points}, "mean reward"),
        )
    counted = {
        run: [b.beyond[0], *b.rewards, b.beyond[1]]
        for run, b in material.breakdowns.items()
        if sum(b.rewards) + sum(b.beyond)
    }
    if counted:
        yield _rewards(counted, shown)
    table = differences(material)
    if comparison is not None and table is not None and _defined(comparison.differences):
        axis = f"difference to {charts.short(comparison.baseline)}"
        yield Sketch(
            f"D{axis[1:]}",
            table,
            lambda: _dots(comparison.differences, shown, axis, zero=True),
        )
    parts = {name: by_run for name, by_run in found.items() if name != "reward"}
    if _defined(parts):
        yield Sketch(
            "Metrics",
            Table(
                "Metrics",
                ("metric", "run", "value"),
                [
                    (name, run, with_interval(estimate))
                    for name, by_run in parts.items()
                    for run, estimate in by_run.items()
                ],
            ),
            lambda: _dots(parts, shown, "value"),
        )


def _defined(by_name: Mapping[str, Mapping[str, Estimate | Difference]]) -> bool:
    return any(found.value is not None for by_run in by_name.values() for found in by_run.values())


def _point(found: Estimate | Difference | None) -> charts.Point | None:
    if found is None or found.value is None:
        return None
    value, low, high = found.value, found.low, found.high
    return (value, value, value) if low is None or high is None else (value, low, high)


def _dots(
    by_name: Mapping[str, Mapping[str, Estimate | Difference]],
    shown: Sequence[str],
    axis: str,
    zero: bool = False,
) -> Figure:
    series = {run: [_point(by_run.get(run)) for by_run in by_name.values()] for run in shown}
    return charts.dots(list(by_name), series, axis, zero=zero)


def _rewards(counted: Mapping[str, Sequence[int]], shown: Sequence[str]) -> Sketch:
    """Counts below 0, in equal bins of [0, 1], and above 1; the ends only if there are some."""
    bins = len(next(iter(counted.values()))) - 2
    inner = [f"{index / bins:.2f} to {(index + 1) / bins:.2f}" for index in range(bins)]
    beyond = any(counts[0] + counts[-1] for counts in counted.values())
    edges = ["below 0", *inner, "above 1"] if beyond else inner
    if not beyond:
        counted = {run: counts[1:-1] for run, counts in counted.items()}
    rows = [
        (edge, *(f"{counts[index]:,}" for counts in counted.values()))
        for index, edge in enumerate(edges)
    ]
    shares = {
        run: [count / sum(counted[run]) for count in counted[run]]
        for run in shown
        if run in counted
    }
    ends = "\nthe outer bars: below 0, above 1" if beyond else ""
    return Sketch(
        "Distribution of rewards",
        Table("Scored samples by reward", ("reward", *counted), rows),
        lambda: charts.histograms(
            shares, f"reward (bars: share of scored samples){ends}", 1 / bins, beyond=beyond
        ),
    )


def _tools(material: Material, shown: Sequence[str]) -> Iterator[Sketch]:
    by_run = {run: found.tools for run, found in material.breakdowns.items() if found.tools}
    if by_run:
        support = {
            tool: max(tools[tool].support for tools in by_run.values() if tool in tools)
            for tool in merged(by_run.values())
        }
        expected = [tool for tool in support if support[tool]]  # not those that were invented
        biggest = sorted(expected, key=lambda tool: -support[tool])[:MOST_TOOLS]
        series: dict[str, list[charts.Point | None]] = {}
        for run in (run for run in shown if run in by_run):
            found = [by_run[run][tool].f1 if tool in by_run[run] else None for tool in biggest]
            series[run] = [None if f1 is None else (f1, f1, f1) for f1 in found]
        yield Sketch(
            "F1 by tool",
            rates("F1 by tool", "tool", by_run),
            lambda: charts.dots(biggest, series, "F1"),
        )
    for run in shown:
        breakdown = material.breakdowns.get(run)
        if breakdown is not None and breakdown.confusion.labels:
            yield _confusion(run, breakdown.confusion)


def _confusion(run: str, confusion: Confusion) -> Sketch:
    """Rows are tools that are expected, columns tools that are called; "no call" is both."""
    last = len(confusion.labels) - 1
    called = [sum(line[column] for line in confusion.counts) for column in range(last)]
    expected = [sum(line) for line in confusion.counts[:last]]
    down, across = [*_biggest(expected), last], [*_biggest(called), last]
    counts = [[confusion.counts[row][column] for column in across] for row in down]
    rows_of, columns_of = ([confusion.labels[place] for place in kept] for kept in (down, across))
    rows = [
        (label, *(f"{count:,}" for count in line))
        for label, line in zip(rows_of, counts, strict=True)
    ]
    title = f"Tools confused by {charts.short(run)}"
    return Sketch(
        title,
        Table(f"{title}: expected in rows, called in columns", ("expected", *columns_of), rows),
        lambda: charts.heat_map(rows_of, columns_of, counts),
    )


def _biggest(sizes: Sequence[int]) -> list[int]:
    """The places of the biggest, in their order; those of nothing are left out."""
    found = [place for place, size in enumerate(sizes) if size]
    return sorted(sorted(found, key=lambda place: -sizes[place])[:MOST_TOOLS])


def _calibration(material: Material, shown: Sequence[str]) -> Iterator[Sketch]:
    known = {
        run: found.calibration
        for run, found in material.breakdowns.items()
        if run in shown and found.calibration is not None
    }
    bins = {run: [found for found in known[run].bins if found[-1]] for run in known}
    bins = {run: found for run, found in bins.items() if found}
    if bins:
        columns = ("run", "mean confidence", "share right", "samples")
        rows = [
            (run, figure(confidence), figure(right), f"{samples:,}")
            for run, found in bins.items()
            for confidence, right, samples in found
        ]
        series = {run: [point[:2] for point in found] for run, found in bins.items()}
        axes = ("mean confidence", "share right")
        yield Sketch(
            "Reliability: confidence and share right",
            Table("Reliability", columns, rows),
            lambda: charts.lines(series, axes, unit=True, diagonal=True),
        )
    points = {run: thinned(known[run].precision_recall) for run in known}
    points = {run: found for run, found in points.items() if found}
    if points:
        columns = ("run", "threshold", "precision", "recall")
        rows = [
            (run, figure(threshold), figure(precision), figure(recall))
            for run, found in points.items()
            for precision, recall, threshold in found
        ]
        curves = {run: [(r, p) for p, r, _ in found] for run, found in points.items()}
        yield Sketch(
            "Precision and recall of exact matches by confidence",
            Table("Precision and recall by threshold", columns, rows),
            lambda: charts.lines(curves, ("recall", "precision"), unit=True),
        )


def _training(material: Material, shown: Sequence[str]) -> Iterator[Sketch]:
    for metric in merged(material.curves.values()):
        series = {
            run: thinned(material.curves[run][metric])
            for run in [*(run for run in shown if run in material.curves), *material.curves]
            if metric in material.curves[run] and len(material.curves[run][metric])
        }
        if series:
            yield _curve(metric, dict(list(series.items())[: charts.MOST_SERIES]))


def _curve(metric: str, series: Mapping[str, Curve]) -> Sketch:
    rows = [(run, f"{x:g}", f"{y:.4g}") for run, points in series.items() for x, y in points]
    return Sketch(
        f"Training: {charts.short(metric)}",
        Table(f"Training: {metric}", ("run", "step", metric), rows),
        lambda: charts.lines(series, ("step", charts.short(metric))),
    )


def thinned(points: Sequence[Item]) -> list[Item]:
    """At most MOST_POINTS of the points, evenly, the first and the last among them."""
    last = len(points) - 1
    if last < MOST_POINTS:
        return list(points)
    return [points[round(index * last / (MOST_POINTS - 1))] for index in range(MOST_POINTS)]
