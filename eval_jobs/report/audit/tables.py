"""The tables of an audit as plain cells, for every form of its report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval_jobs.audit.check import Level
from eval_jobs.report.audit.wording import NOT_MEASURED, bar, crossed, state, tally, value
from eval_jobs.report.tables import Table
from eval_jobs.report.wording import figure

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.audit.check import Audit, Check, Group, Ladder, Section

WORST_FIRST: Final = (Level.FAIL, Level.WARN, Level.PASS)


def summary(audit: Audit) -> Table:
    """A row a section: its verdict, and how many of its checks came out how."""
    rows = []
    for section in audit.sections:
        at = tally(section.checks)
        blank = len(section.checks) - sum(at.values())
        counts = (f"{count:,}" for count in (*(at[level] for level in WORST_FIRST), blank))
        rows.append((section.title, section.level.value, *counts))
    columns = ("section", "verdict", *(level.value for level in WORST_FIRST), NOT_MEASURED)
    return Table("Checks by section", columns, rows)


def checks(section: Section) -> Table:
    """A row a check: the figure, the bar that it crossed or keeps to, and how it came out."""
    rows = [
        (check.bar.title, value(check), crossed(check), state(check)) for check in section.checks
    ]
    return Table(section.title, ("check", "value", "bar", "result"), rows)


def paid(found: Sequence[Check]) -> Table:
    """Rewards beside both of their bars."""
    rows = [
        (
            check.bar.title,
            value(check),
            *(bar(check.bar, limit) for limit in (check.bar.warn, check.bar.fail)),
        )
        for check in found
    ]
    return Table("Mean reward", ("answers", "reward", "passes", "does not fail"), rows)


def ladder(found: Ladder) -> Table:
    """A row a rung, and what became of the single steps."""
    rows = [
        (f"{rung.depth:.2f}", *map(figure, (rung.reward, rung.low, rung.high)), f"{rung.records:,}")
        for rung in found.rungs
    ]
    steps = f"{found.steps:,} steps: {found.rises:,} paid more, {found.flats:,} the same"
    columns = ("damage", "mean reward", "10th percentile", "90th percentile", "records")
    return Table(f"{found.title}; {steps}", columns, rows)


def groups(found: Sequence[Group]) -> Table:
    """A row a group size of each source of answers."""
    rows = [
        (
            group.source,
            f"{group.size:,}",
            f"{group.groups:,}",
            f"{group.flat:.1%}",
            *map(figure, (group.spread, group.correlation)),
        )
        for group in found
    ]
    columns = ("answers", "in a group", "groups", "without variance", "spread", "correlation")
    return Table("Groups of answers to one prompt", columns, rows)
