"""Writes down what a trainer does, step by step."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from transformers import TrainerCallback

from eval_jobs.local_jobs.checkpoints import mark

if TYPE_CHECKING:
    from collections.abc import Mapping

    from eval_jobs.local_jobs.metrics_csv import MetricsFile
    from eval_jobs.local_jobs.state import Progress


class Recorder(TrainerCallback):  # type: ignore[misc]  # transformers is not installed for mypy
    """Adds a row to each metrics file that a log has figures for, and marks whole checkpoints.

    The trainer logs a step before it saves it: a checkpoint never lacks a row.
    """

    def __init__(self, files: Mapping[str, MetricsFile], progress: Progress) -> None:
        self._files = files
        self._progress = progress

    def on_log(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:  # noqa: ARG002  # the trainer's
        """A step, or an evaluation, was measured."""
        logs = kwargs["logs"]
        for figure, file in self._files.items():
            if figure in logs:
                row = file.add(state.global_step, logs)
                told = (f"{column} {_short(value)}" for column, value in row.items())
                print(", ".join(told), flush=True)  # noqa: T201  # the job's log is this output
                self._progress.at(state.global_step)  # after its row: who sees it finds its figures

    def on_save(self, args: Any, state: Any, control: Any, **kwargs: Any) -> None:  # noqa: ARG002  # as above
        """A checkpoint was written to its end."""
        mark(Path(args.output_dir), state.global_step)


def _short(value: object) -> str:
    return f"{value:.4g}" if isinstance(value, float) else str(value)
