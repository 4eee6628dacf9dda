"""A report's figures as CSV. Spreadsheets run cells that look like formulas: none does here."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.report.plain import plain
from eval_jobs.report.tables import estimates, merged

if TYPE_CHECKING:
    from eval_jobs.report.material import Material, SampleRow

Cell = str | float | None

METRIC_COLUMNS: Final = (
    *("run", "metric", "value", "low", "high", "samples", "unscored"),
    *("difference", "difference_low", "difference_high", "test", "p", "p_adjusted"),
    *("effect", "detectable", "wins", "losses", "ties", "paired_samples"),
)
SLICE_COLUMNS: Final = (
    *("run", "field", "value", "samples", "unscored", "reward", "exact_match"),
    *("precision", "recall", "f1"),
)
_FORMULAS: Final = ("=", "+", "-", "@")


def write_metrics(path: Path, material: Material) -> None:
    """Write a row a run and metric; what is undefined, or of a comparison only, stays empty."""
    changes = material.comparison.differences if material.comparison else {}
    _write(
        path,
        METRIC_COLUMNS,
        (
            (run, metric, *estimate, *changes.get(metric, {}).get(run, ()))
            for metric, by_run in estimates(material).items()
            for run, estimate in by_run.items()
        ),
    )


def write_slices(path: Path, material: Material) -> None:
    """Write a row a run and slice; what is undefined stays empty."""
    _write(
        path,
        SLICE_COLUMNS,
        (
            (run, field, value, *found[:4], *found.tools[:3])
            for run, breakdown in material.breakdowns.items()
            for field, by_value in breakdown.slices.items()
            for value, found in by_value.items()
        ),
    )


def write_samples(path: Path, runs: Sequence[str], rows: Iterable[SampleRow]) -> None:
    """Write a row a sample: id, figures, kinds of error and flip of each run, then the slices."""
    found = list(rows)
    fields = merged(row.slices for row in found)
    parts = ("reward", "exact_match", "kinds", "flip")
    columns = ["id", *(f"{run} {part}" for run in runs for part in parts), *fields]

    def line(row: SampleRow) -> list[Cell]:
        cells: list[Cell] = [row.id]
        for run in runs:
            cells += [row.rewards.get(run), row.exact.get(run)]
            cells += [" ".join(row.kinds.get(run, ())), row.flip.get(run)]
        return [*cells, *(row.slices.get(field) for field in fields)]

    _write(path, columns, map(line, found))


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Cell]]) -> None:
    """Whole or not at all; each row as wide as the columns."""
    partial = path.with_name(f"{path.name}.part")
    with partial.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(map(_safe, columns))
        for row in rows:
            writer.writerow([*map(_safe, row), *[""] * (len(columns) - len(row))])
    partial.replace(path)


def _safe(cell: Cell) -> Cell:
    if not isinstance(cell, str):
        return cell
    shown = plain(cell)
    return f"'{shown}" if shown.lstrip().startswith(_FORMULAS) else shown
