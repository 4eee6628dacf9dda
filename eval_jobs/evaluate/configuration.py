"""What a run was made of: written down when it begins, and compared when it is resumed."""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import graders
from eval_jobs.errors import ToolgradeError
from eval_jobs.results.layout import CONFIGURATION

if TYPE_CHECKING:
    from eval_jobs.evaluate.judging import Judge
    from eval_jobs.evaluate.questions import Dataset
    from eval_jobs.evaluate.sources import Source

INCIDENTAL: Final = frozenset({"started", "dataset.path", "predictions.path"})
"""What may differ when a run is resumed: the digests say whether files are the same."""
ABSENT: Final = "nothing"


def describe(dataset: Dataset, source: Source, judge: Judge) -> dict[str, Any]:
    """The configuration of a run that begins now."""
    answers = source.predictions
    return {
        "toolgrade": metadata.version("toolgrade"),
        "grader": judge.grader,
        "config": judge.config.model_dump(mode="json"),
        "dataset": {"path": str(dataset.path), "records": len(dataset), "sha256": dataset.sha256},
        "predictions": answers and {"path": str(answers), "sha256": _digest_of(answers)},
        "model": source.model,
        "function": judge.function,
        "versions": {"python": platform.python_version(), "graders": _graders_digest()},
        "started": datetime.now(UTC).isoformat(timespec="seconds"),
    }


def agree(folder: Path, wanted: dict[str, Any]) -> dict[str, Any]:
    """Write down the configuration of a new run; that of a run begun before is given back.

    ToolgradeError where the run was begun with another one; it names what differs.
    """
    path = folder / CONFIGURATION
    try:
        begun = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        _write(path, wanted)
        return wanted
    except (OSError, ValueError) as error:
        raise ToolgradeError(f"cannot read {path}: {error}") from error
    for field, there, here in _differences(begun, wanted):
        raise ToolgradeError(
            f"{folder} was begun with another {field}: {there} there, {here} now. Ask for the "
            "same to resume it, choose another --name or --output, or delete it to begin again"
        )
    return dict(begun)


def _differences(begun: Any, wanted: Any, path: str = "") -> Iterator[tuple[str, str, str]]:
    """Field by field: its dotted name, and both values as JSON."""
    if path in INCIDENTAL or begun == wanted:
        return
    if isinstance(begun, dict) and isinstance(wanted, dict):
        for key in dict.fromkeys([*begun, *wanted]):
            inner = f"{path}.{key}" if path else key
            yield from _differences(begun.get(key), wanted.get(key), inner)
    else:
        yield path, _shown(begun), _shown(wanted)


def _shown(value: Any) -> str:
    return ABSENT if value is None else json.dumps(value)


def _write(path: Path, configuration: Mapping[str, Any]) -> None:
    partial = path.with_name(f"{path.name}.partial")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        partial.write_text(json.dumps(configuration, indent=2) + "\n", encoding="utf-8")
        partial.replace(path)
    except OSError as error:
        raise ToolgradeError(f"cannot write {path}: {error.strerror}") from error


def _graders_digest() -> str:
    """A digest of the graders' code: it says more than a version while that code is at work on."""
    digest = hashlib.sha256()
    for path in sorted(Path(next(iter(graders.__path__))).rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _digest_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise ToolgradeError(f"cannot read {path}: {error.strerror}") from error
