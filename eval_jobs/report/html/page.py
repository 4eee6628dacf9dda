"""The page: one file that asks no network for anything and runs nothing that a model wrote."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from eval_jobs.metrics.diagnosis import KINDS
from eval_jobs.report import tables
from eval_jobs.report.html.details import details
from eval_jobs.report.html.failures import examples_json
from eval_jobs.report.html.plots import plots
from eval_jobs.report.html.rendering import asset, lines_of_json, rendered, write_page
from eval_jobs.report.tables import merged
from eval_jobs.report.wording import compared, method, outcome, verdicts

if TYPE_CHECKING:
    from eval_jobs.report.material import Example, Material


def write_html(path: Path, material: Material) -> None:
    """Write the report to `path`; it appears whole or not at all."""
    write_page(path, page(material))


def page(material: Material) -> str:
    """The report as HTML text."""
    script = asset("failures.js")
    comparison = material.comparison
    sentences = verdicts(material)
    outcomes = {
        run: outcome(comparison.differences["reward"][run], comparison.confidence)
        for run in sentences
        if comparison is not None
    }
    return rendered(
        "page.html",
        script,
        material=material,
        compared=compared(material),
        method=comparison and method(comparison),
        sentences=[(outcomes[run], sentence) for run, sentence in sentences.items()],
        leaderboard=tables.leaderboard(material),
        plots=plots(material),
        metrics=tables.metrics(material),
        slices=tables.slices_in_full(material),
        details=details(material),
        examples=examples_json(material),
        choices=_choices(material.examples),
        kinds=KINDS,
        configuration=lines_of_json(material.configuration),
    )


def _choices(examples: Sequence[Example]) -> dict[str, list[str]]:
    """By slice field, the values that examples have."""
    return {
        field: sorted({example.slices[field] for example in examples if field in example.slices})
        for field in merged(example.slices for example in examples)
    }
