"""What several of the `job` commands take."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

Jobs = Annotated[Path, typer.Option(help="The folder that remembers what was launched.")]
JOBS = Path("runs/jobs")
Name = Annotated[
    str, typer.Argument(metavar="NAME", help="A launched job; an unknown name lists the known.")
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
