"""What several of the `job` commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from eval_jobs.jobs.registry import Registry

Jobs = Annotated[Path, typer.Option(help="The folder that remembers what was launched.")]
JOBS = Path("runs/jobs")
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A launched job; an unknown name lists the known.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def registry_in(jobs: Path) -> Registry:
    """The registry in this folder."""
    return Registry(jobs)
