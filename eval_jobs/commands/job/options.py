"""What several of the `job` commands take."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.documents import parse_value

Jobs = Annotated[Path, typer.Option(help="The folder that remembers what was launched.")]
JOBS = Path("runs/jobs")
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A launched job; an unknown name lists the known.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Overrides = Annotated[
    list[str] | None,
    typer.Option(
        "--set", metavar="FIELD=VALUE", help="Overrides a field, such as recipe.max_steps=20."
    ),
]


def overridden(given: Sequence[str] | None) -> dict[str, Any]:
    """The values of `--set`, by field, read as a job file is."""
    overrides: dict[str, Any] = {}
    for item in given or ():
        field, equals, text = item.partition("=")
        if not equals or not field:
            raise ConfigError(f"--set {item}: not of the form FIELD=VALUE")
        try:
            overrides[field] = parse_value(text)
        except ConfigError as error:
            raise ConfigError(f"--set {item}: {error}") from error
    return overrides
