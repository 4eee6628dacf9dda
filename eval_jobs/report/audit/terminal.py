"""An audit on a terminal, readable at 80 columns. Names and texts are data, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from eval_jobs.audit.check import Level
from eval_jobs.report.audit.tables import checks, groups
from eval_jobs.report.audit.wording import (
    crossed,
    excerpt,
    notes,
    parting,
    scope,
    title,
    value,
    verdict,
)
from eval_jobs.report.plain import plain
from eval_jobs.report.rich_table import rich_table
from eval_jobs.report.wording import figure

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eval_jobs.audit.check import Audit, Check, Example

STYLES: Final = {"pass": "green", "warn": "yellow", "fail": "bold red"}
SIZE: Final = 180
"""Characters of a text that are shown."""


def print_audit(audit: Audit, console: Console | None = None) -> None:
    """Print the verdict, and section by section the checks and what is behind each hole."""
    console = console or Console()
    console.print(_label(audit.level), Text(verdict(audit), style="bold"))
    console.print(Text(plain(title(audit))))
    console.print(Text(scope(audit)))
    for note in notes(audit):
        console.print(Text(f"Note: {plain(note)}"))
    for section in audit.sections:
        console.print()
        console.print(rich_table(checks(section), STYLES))
        if section.groups:
            console.print()
            console.print(rich_table(groups(section.groups)))
        for check in section.checks:
            if check.value is None:
                console.print(Text(f"Not measured: {_blank(check)}", style="dim"))
        for check in section.checks:
            if check.level is not Level.PASS:
                console.print()
                console.print(_label(check.level), Text(_found(check), style="bold"))
                console.print(Padding(_explained(check), (0, 0, 0, 2)))


def print_ending(audit: Audit, page: str, console: Console | None = None) -> None:
    """Repeat the verdict where a reader ends up, and say where the page is."""
    console = console or Console()
    console.print()
    console.print(_label(audit.level), Text(verdict(audit), style="bold"))
    console.print(Text(plain(f"Report: {page}")), soft_wrap=True)


def _blank(check: Check) -> str:
    return ": ".join(plain(text) for text in (check.bar.title, check.note) if text)


def _label(level: Level) -> Text:
    return Text(level.value.upper(), style=STYLES[level.value])


def _found(check: Check) -> str:
    return f"{plain(check.bar.title)}: {value(check)}, and not {crossed(check)}"


def _explained(check: Check) -> Table:
    """A line a piece of what there is to say, its name before it."""
    lines = Table.grid(padding=(0, 1, 0, 0))
    lines.add_column(style="dim", no_wrap=True)
    lines.add_column(overflow="fold")
    said = {"why": check.bar.why, "change": check.bar.mend, "note": check.note}
    for name, text in said.items():
        if text:
            lines.add_row(name, Text(plain(text)))
    if check.example is not None:
        for name, text in _shown(check.example):
            lines.add_row(name, Text(text))
    return lines


def _shown(example: Example) -> Iterator[tuple[str, str]]:
    """Both answers where they begin to differ."""
    at = parting(example.right, example.answer)
    yield "record", excerpt(example.record, SIZE)
    yield "question", excerpt(example.question, SIZE)
    yield "right", excerpt(example.right, SIZE, at)
    yield "answer", excerpt(example.answer, SIZE, at)
    if example.asked:
        yield "earned", "nothing: unscored" if example.reward is None else figure(example.reward)
