"""A report's folder: the page, and the same figures for machines and pull requests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.report.comparison_json import comparison_json
from eval_jobs.report.html.page import write_html
from eval_jobs.report.markdown import comparison_markdown
from eval_jobs.report.spreadsheets import write_metrics, write_samples, write_slices
from eval_jobs.report.whole_folder import check_replaceable, replaced

if TYPE_CHECKING:
    from eval_jobs.report.material import Material, SampleRow

PAGE: Final = "report.html"
FIGURES: Final = "comparison.json"
FILES: Final = frozenset(
    {PAGE, FIGURES, "comparison.md", "metrics.csv", "slices.csv", "samples.csv"}
)


def check_folder(folder: Path) -> None:
    """ToolgradeError if `folder` holds anything but an earlier report, which would be lost."""
    check_replaceable(folder, FILES, FIGURES, "a report")


def write_report(folder: Path, material: Material, rows: Iterable[SampleRow]) -> None:
    """Write all files of a report; an earlier one in `folder` is replaced when all are there.

    ToolgradeError as `check_folder`, and when a file cannot be written.
    """
    check_folder(folder)
    with replaced(folder) as new:
        write_html(new / PAGE, material)
        figures = json.dumps(comparison_json(material), indent=2, allow_nan=False)
        (new / FIGURES).write_text(figures + "\n", encoding="utf-8")
        (new / "comparison.md").write_text(comparison_markdown(material), encoding="utf-8")
        write_metrics(new / "metrics.csv", material)
        write_slices(new / "slices.csv", material)
        write_samples(new / "samples.csv", material.runs, rows)
