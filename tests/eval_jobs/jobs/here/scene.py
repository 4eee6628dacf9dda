"""A job on this machine, done by the stub."""

from __future__ import annotations

import fcntl
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from eval_jobs.jobs.here import engine, extra
from eval_jobs.jobs.here import preflight as here
from eval_jobs.jobs.record import JobRecord
from eval_jobs.local_jobs.state import LOCK, is_alive

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


def until_ready(folder: Path) -> None:
    """Wait until the stub is at work and hears signals."""
    while not (folder / "ready").exists():
        assert is_alive(folder)
        time.sleep(0.02)  # nothing tells of a file of another process


def until_ended(folder: Path) -> None:
    """Wait for the engine's end, which lets its lock go, if it ever held it."""
    with suppress(FileNotFoundError), (folder / LOCK).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
