"""`configuration.json`: what `toolgrade evaluate` says a run was made of, as a reader finds it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from eval_jobs.results.errors import ResultsError

OBJECTS: Final = ("dataset", "config", "versions")
TEXTS: Final = (("dataset", "sha256"), ("versions", "graders"))
"""What is asked of it later: such fields are absent, null, or of this kind."""


def read_configuration(path: Path) -> Mapping[str, Any] | None:
    """The configuration of a run, None where there is none.

    ResultsError where it cannot be read, or names the field that is of another kind than ours.
    """
    if not path.exists():
        return None
    try:
        configuration = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError) as error:
        raise ResultsError(f"cannot read {path}: {error}") from error
    if not isinstance(configuration, dict):
        raise ResultsError(f"{path}: not a JSON object")
    for name in OBJECTS:
        _check(path, name, configuration.get(name), dict, "a JSON object")
    for name, inner in TEXTS:
        value = (configuration.get(name) or {}).get(inner)
        _check(path, f"{name}.{inner}", value, str, "a text")
    return configuration


def _check(path: Path, field: str, value: Any, kind: type, called: str) -> None:
    if value is not None and not isinstance(value, kind):
        raise ResultsError(
            f"{path}: {field} is not {called}: `toolgrade evaluate` did not write it so; delete "
            "the file if how the run was graded need not be known"
        )
