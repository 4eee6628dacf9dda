"""A job on this machine, done by the stub."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from eval_jobs.jobs.here import engine, extra
from eval_jobs.jobs.here import preflight as here
from eval_jobs.jobs.record import JobRecord

if TYPE_CHECKING:
    import pytest

STUB = Path(__file__).with_name("stub.py")
ROOT = Path(__file__).parents[4]


def stand_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the stub for an engine, as if the extra were installed."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setattr(engine, "COMMAND", (sys.executable, str(STUB)))
    monkeypatch.setattr(extra, "LIBRARIES", ("json",))
    monkeypatch.setattr(here, "PACKAGE", "json")


def record(folder: Path, **changes: object) -> JobRecord:
    fields = {
        "name": "job",
        "job": {"technique": "sft", "model": "nova-2-lite"},
        "service": "local",
        "identifier": "job",
        "region": "",
        "launched": "2026-08-01T09:50:00+00:00",
        "status": "running",
        "output": str(folder),
    }
    return JobRecord.model_validate({**fields, **changes})
