"""From a template to a page: one file under a policy that lets nothing else in."""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from markupsafe import Markup

from eval_jobs.report.plain import plain

if TYPE_CHECKING:
    from jinja2 import Environment

TEMPLATES: Final = files("eval_jobs.report.html") / "templates"
NOTHING: Final = "'none'"


def write_page(path: Path, text: str) -> None:
    """Write a page to `path`; it appears whole or not at all."""
    partial = path.with_name(f"{path.name}.part")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def rendered(template: str, script: str = "", **values: Any) -> str:
    """The template's page, with the common style, and `script` as the only one that runs."""
    style = asset("style.css")
    return (
        _environment()
        .get_template(template)
        .render(
            style=Markup(style),  # noqa: S704  # this package's own file
            script=Markup(script),  # noqa: S704  # this package's own file
            policy=_policy(style, script),
            **values,
        )
    )


def asset(name: str) -> str:
    """The text of a template, a style or a script of this package."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def lines_of_json(value: Mapping[str, Any]) -> list[str]:
    """A configuration to read; a line each, as no value that is shown has line ends."""
    return json.dumps(dict(value), indent=2, default=str).split("\n")


def _environment() -> Environment:
    """Every value that a template shows is escaped, and has no invisible characters."""
    import jinja2

    return jinja2.Environment(
        loader=jinja2.FunctionLoader(asset),
        autoescape=True,
        finalize=lambda value: value if isinstance(value, Markup) else plain(value),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _policy(style: str, script: str) -> str:
    return (
        f"default-src {NOTHING}; style-src {_hash(style)}; "
        f"script-src {_hash(script) if script else NOTHING}; "
        f"img-src data:; base-uri {NOTHING}; form-action {NOTHING}"
    )


def _hash(text: str) -> str:
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return f"'sha256-{digest}'"
