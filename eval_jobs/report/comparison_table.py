"""A comparison on a terminal, readable at 80 columns. Names and texts are data, never markup."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from rich.console import Console
from rich.text import Text

from eval_jobs.report.plain import plain
from eval_jobs.report.rich_table import rich_table
from eval_jobs.report.tables import leaderboard, metrics, slices
from eval_jobs.report.wording import compared, method, verdicts

if TYPE_CHECKING:
    from eval_jobs.report.material import Material

_STYLES: Final = {"pass": "green", "fail": "bold red"}


def print_comparison(material: Material, console: Console | None = None) -> None:
    """Print what was compared, the leaderboard, metrics, slices, the verdict, gate and notes.

    The sentences come last: that is what stands above the prompt when the command is done.
    """
    console = console or Console()
    console.print(Text(plain(material.title), style="bold"))
    console.print(Text(plain(compared(material))))
    console.print()
    for table in (leaderboard(material), metrics(material), *slices(material)):
        console.print(rich_table(table))
        console.print()
    if material.comparison is not None:
        console.print(Text(plain(method(material.comparison)), style="dim"))
        console.print()
    for sentence in verdicts(material).values():
        console.print(Text(plain(sentence), style="bold"))
    for outcome, sentence in material.verdicts:
        label = Text(plain(outcome).upper(), style=_STYLES.get(outcome, "yellow"))
        console.print(label, Text(plain(sentence)))
    for note in material.notes:
        console.print(Text(f"Note: {plain(note)}"))
