"""A folder of files that is written as a whole, and replaces nothing but an earlier one."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from eval_jobs.errors import ToolgradeError


def check_replaceable(folder: Path, files: frozenset[str], sign: str, what: str) -> None:
    """ToolgradeError if `folder` holds anything but an earlier `what`, which would be lost.

    One of `files`, the `sign`, is in every such folder.
    """
    try:
        names = {path.name for path in folder.iterdir()}
    except FileNotFoundError:
        return
    except OSError as error:
        raise ToolgradeError(f"cannot write to {folder}: {error.strerror}") from error
    if names - files or (names and sign not in names):
        others = ", ".join(sorted(names - files)[:3]) or f"parts of {what}"
        raise ToolgradeError(f"{folder} holds more than {what} ({others}): choose another --output")


@contextmanager
def replaced(folder: Path) -> Iterator[Path]:
    """A new folder to write into; it takes the place of `folder` when all is written.

    ToolgradeError when something cannot be written.
    """
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{folder.name}.") as name:
            new = Path(name) / "new"
            new.mkdir()
            yield new
            if folder.exists():
                folder.rename(Path(name) / "old")
            new.rename(folder)
    except OSError as error:
        raise ToolgradeError(f"cannot write {folder}: {error.strerror}") from error
