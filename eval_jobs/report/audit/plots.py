"""Every plot of an audit, with what it says in words and in a table."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.blind_spots.kinds import MENDABLE, PARTIAL
from eval_jobs.report.audit import charts, tables
from eval_jobs.report.html.charts import MOST_SERIES, Point, dots
from eval_jobs.report.html.sketch import Plot, Sketch, drawn

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.figure import Figure

    from eval_jobs.audit.check import Group, Ladder, Section

FEWEST: Final = 3
"""So many bars make a chart."""
OTHERS: Final = "full_damage"
"""The check of all ladders that have none of their own."""


def plots(section: Section) -> list[Plot]:
    """What the section's answers earn beside their bars, and its groups, as far as it has them."""
    return drawn([*_earned(section), *_groups(section)], f"{section.name}-plot")


def ladders(section: Section) -> list[Plot]:
    """Small plots, one a ladder."""
    sketches = [
        Sketch(
            f"{ladder.title[:1].upper()}{ladder.title[1:]}",
            tables.ladder(ladder),
            partial(charts.descent, ladder, limit(section, ladder)),
        )
        for ladder in section.ladders
    ]
    return drawn(sketches, f"{section.name}-ladder")


def limit(section: Section, ladder: Ladder) -> float | None:
    """What the end of a ladder may earn: by the check that is named like it, else by OTHERS.

    None where no check limits it.
    """
    if ladder.name in (*PARTIAL, *MENDABLE):
        return None
    limits = {
        check.name.removeprefix(f"{section.name}."): check.bar.fail
        for check in section.checks
        if check.bar.unit == "reward"
    }
    return limits.get(ladder.name, limits.get(OTHERS))


def _earned(section: Section) -> Iterator[Sketch]:
    found = [
        (check, check.value)
        for check in section.checks
        if check.value is not None and check.bar.unit == "reward" and check.bar.worse == "above"
    ]
    if len(found) < FEWEST or section.ladders:
        return
    labels = [check.bar.title for check, _ in found]
    limits = [check.bar.fail for check, _ in found]
    yield Sketch(
        "Mean reward beside its bar",
        tables.paid([check for check, _ in found]),
        lambda: charts.earned(labels, [value for _, value in found], limits),
    )


def _groups(section: Section) -> Iterator[Sketch]:
    if section.groups:
        yield Sketch(
            "Groups without variance teach nothing",
            tables.groups(section.groups),
            lambda: _flat(section.groups),
        )


def _flat(groups: Sequence[Group]) -> Figure:
    """The share of groups without variance: a row a source, a marker a size."""
    sources = list(dict.fromkeys(group.source for group in groups))
    sizes = sorted({group.size for group in groups})[:MOST_SERIES]
    shares = {(group.source, group.size): group.flat for group in groups}
    series: dict[str, list[Point | None]] = {}
    for size in sizes:
        found = [shares.get((source, size)) for source in sources]
        series[f"groups of {size}"] = [None if at is None else (at, at, at) for at in found]
    return dots(sources, series, "share of groups without variance")
