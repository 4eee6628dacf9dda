"""Results as tables: on the terminal, as Markdown for readers, as JSON for programs."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

from rich.console import Console
from rich.table import Table as RichTable

RESULTS: Final = Path(__file__).parent / "results"


class Table(NamedTuple):
    """A table of texts; the first column names the row."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def publish(name: str, heading: str, tables: Sequence[Table], notes: Sequence[str]) -> None:
    """Show the tables, and write `results/<name>.md` and `.json` over those of an earlier run."""
    console = Console(width=160)
    for table in tables:
        console.print(_rich(table))
    for note in notes:
        console.print(f"- {note}", markup=False)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / f"{name}.md").write_text(markdown(heading, tables, notes), "utf-8")
    found = {"heading": heading, "tables": [table._asdict() for table in tables], "notes": notes}
    (RESULTS / f"{name}.json").write_text(json.dumps(found, indent=1) + "\n", "utf-8")


def markdown(heading: str, tables: Sequence[Table], notes: Sequence[str]) -> str:
    """The page."""
    parts = [f"# {heading}"]
    for table in tables:
        lines = [table.columns, ["---"] * len(table.columns), *table.rows]
        parts += [f"## {table.title}", "\n".join(map(_line, lines))]
    return "\n\n".join([*parts, "\n".join(f"- {note}" for note in notes)]).rstrip() + "\n"


def machine() -> str:
    """What it was measured on."""
    return f"Python {platform.python_version()}, {platform.machine()}, {os.cpu_count()} cores"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _rich(table: Table) -> RichTable:
    found = RichTable(title=table.title, title_justify="left")
    for index, column in enumerate(table.columns):
        found.add_column(column, justify="right" if index else "left")
    for row in table.rows:
        found.add_row(*(cell.replace("[", "\\[") for cell in row))
    return found
