from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.jobs.here import engine
from eval_jobs.local_jobs.plan import LocalPlan
from eval_jobs.local_jobs.state import read_state
from tests.eval_jobs.jobs.here import scene

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

Way = Callable[[str], None]


@pytest.fixture
def way(monkeypatch: pytest.MonkeyPatch) -> Way:
    """Puts the stub in the engine's place, and says how it does."""
    scene.stand_in(monkeypatch)
    return lambda how: monkeypatch.setenv("STUB", how)


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """The folder of a job; whatever is at work there is ended."""
    yield (place := tmp_path / "job")
    if (state := read_state(place)) is not None and engine.is_alive(place):
        with suppress(ProcessLookupError):
            os.killpg(state.pid, signal.SIGKILL)


@pytest.fixture
def record(folder: Path) -> JobRecord:
    return scene.record(folder)


@pytest.fixture
def plan() -> LocalPlan:
    return LocalPlan(name="job", technique="sft", model="tiny", train="train.jsonl")
