"""Progress of long work on standard error, where somebody is looking at it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

Item = TypeVar("Item")


def watched(items: Iterable[Item], label: str, total: int | None = None) -> Iterator[Item]:
    """The items, counted on standard error while they are used, if it is a terminal."""
    console = Console(stderr=True)
    progress = Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        console=console,
        transient=True,
        redirect_stdout=False,  # rows go where the user sent them, never through the bar
        disable=not console.is_terminal,
    )
    with progress:
        yield from progress.track(items, total, description=label)
