"""The recorder without the trainer, whose library is not installed here."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from eval_jobs.local_jobs.metrics_csv import SFT, VALIDATION, VALIDATION_METRICS, MetricsFile
from eval_jobs.results.layout import TRAINING_METRICS
from eval_jobs.results.training_metrics import read_curve_file

MODULE = "eval_jobs.local_jobs.recording"


class Seen:
    """Notes of each step that is told the losses that are in the file by then."""

    def __init__(self, folder: Path) -> None:
        self.steps: list[tuple[int, list[tuple[float, float]]]] = []
        self._file = folder / TRAINING_METRICS

    def at(self, step: int) -> None:
        self.steps.append((step, read_curve_file(self._file)["training_loss"]))


@pytest.fixture
def recorder_class(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The class, made with an empty one for its base."""
    stub = SimpleNamespace(TrainerCallback=type("TrainerCallback", (), {}))
    monkeypatch.setitem(sys.modules, "transformers", stub)
    monkeypatch.delitem(sys.modules, MODULE, raising=False)
    yield import_module(MODULE).Recorder
    sys.modules.pop(MODULE, None)


def test_a_step_is_told_when_its_row_is_written(recorder_class: Any, tmp_path: Path) -> None:
    files = {
        "loss": MetricsFile(tmp_path, SFT),
        "eval_loss": MetricsFile(tmp_path, VALIDATION, VALIDATION_METRICS),
    }
    for file in files.values():
        file.go_on_after(0)
    seen = Seen(tmp_path)
    recorder = recorder_class(files, seen)
    for step, logs in ((1, {"loss": 2.0}), (2, {"loss": 1.0}), (2, {"eval_loss": 3.0})):
        recorder.on_log(None, SimpleNamespace(global_step=step), None, logs=logs)
    recorder.on_log(None, SimpleNamespace(global_step=2), None, logs={"train_runtime": 9.0})
    both = [(1.0, 2.0), (2.0, 1.0)]
    assert seen.steps == [(1, both[:1]), (2, both), (2, both)]
    assert not hasattr(recorder_class, "on_step_end")  # it comes before the row
