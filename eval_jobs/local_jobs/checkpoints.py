"""The trainer's checkpoints: only those that were written to their end count, and none stays."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.local_jobs.plan import GRADER, REFERENCE, TRAINER, WORK

if TYPE_CHECKING:
    from pathlib import Path

PATTERN: Final = "checkpoint-*"
MARK: Final = "complete"
"""A file in a checkpoint's folder, made last."""
KEPT: Final = 2
"""So many stay: while one is being written, the one before is whole."""


class Checkpoint(NamedTuple):
    """The state of a training after `step` steps."""

    step: int
    folder: Path


def mark(trainer: Path, step: int) -> None:
    """Say that the checkpoint of this step is whole."""
    (trainer / PATTERN.replace("*", str(step)) / MARK).touch()


def newest(trainer: Path) -> Checkpoint | None:
    """The newest whole checkpoint, None without any; those that were cut off are deleted."""
    whole = []
    for folder in trainer.glob(PATTERN):
        if (folder / MARK).exists():
            whole.append(Checkpoint(int(folder.name.rpartition("-")[2]), folder))
        else:
            shutil.rmtree(folder)
    return max(whole, default=None)


def tidy(folder: Path) -> None:
    """Delete what only going on with the job in this folder needs, and takes much room."""
    for name in (TRAINER, REFERENCE, GRADER):
        shutil.rmtree(folder / WORK / name, ignore_errors=True)
