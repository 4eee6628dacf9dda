"""The page: one file that asks no network for anything and runs nothing that a model wrote."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Final

from markupsafe import Markup

from eval_jobs.metrics.diagnosis import KINDS
from eval_jobs.report import tables
from eval_jobs.report.html.details import details
from eval_jobs.report.html.failures import examples_json
from eval_jobs.report.html.plots import plots
from eval_jobs.report.plain import plain
from eval_jobs.report.tables import merged
from eval_jobs.report.wording import compared, method, outcome, verdicts

if TYPE_CHECKING:
    from jinja2 import Environment

    from eval_jobs.report.material import Example, Material

TEMPLATES: Final = files("eval_jobs.report.html") / "templates"


def write_html(path: Path, material: Material) -> None:
    """Write the report to `path`; it appears whole or not at all."""
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(page(material), encoding="utf-8")
    partial.replace(path)


def page(material: Material) -> str:
    """The report as HTML text."""
    style, script = _text("style.css"), _text("failures.js")
    comparison = material.comparison
    sentences = verdicts(material)
    outcomes = {
        run: outcome(comparison.differences["reward"][run], comparison.confidence)
        for run in sentences
        if comparison is not None
    }
    return (
        _environment()
        .get_template("page.html")
        .render(
            material=material,
            style=Markup(style),  # noqa: S704  # this package's own file
            script=Markup(script),  # noqa: S704  # this package's own file
            policy=_policy(style, script),
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
            configuration=json.dumps(dict(material.configuration), indent=2, default=str).split(
                "\n"
            ),
        )
    )


def _environment() -> Environment:
    """Every value that a template shows is escaped, and has no invisible characters."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(_text),
        autoescape=True,
        finalize=lambda value: value if isinstance(value, Markup) else plain(value),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _text(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    return (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"


def _choices(examples: Sequence[Example]) -> dict[str, list[str]]:
    """By slice field, the values that examples have."""
    return {
        field: sorted({example.slices[field] for example in examples if field in example.slices})
        for field in merged(example.slices for example in examples)
    }
