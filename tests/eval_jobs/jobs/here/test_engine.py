from __future__ import annotations

import json
import os
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here import engine, extra
from eval_jobs.local_jobs.plan import LocalPlan
from eval_jobs.local_jobs.state import State, is_alive, read_state
from tests.eval_jobs.jobs.here.scene import until_ended, until_ready

if TYPE_CHECKING:
    from tests.eval_jobs.jobs.here.conftest import Way


def starts(folder: Path) -> int:
    return len((folder / "starts.txt").read_text().splitlines())


def state_of(folder: Path) -> State:
    state = read_state(folder)
    assert state is not None
    return state


def test_it_begins_in_a_session_of_its_own_and_is_at_work(
    folder: Path, plan: LocalPlan, way: Way
) -> None:
    way("waits")
    engine.start(folder, plan.model_dump(mode="json"))
    process = state_of(folder).pid
    assert is_alive(folder)
    assert os.getsid(process) == process != os.getsid(0)
    assert LocalPlan.read(folder) == plan
    assert (folder / "log.txt").read_text() == "begun\n"


def test_the_same_twice_starts_one(folder: Path, plan: LocalPlan, way: Way) -> None:
    way("waits")
    for _ in range(2):
        engine.start(folder, plan.model_dump())
    assert starts(folder) == 1


def test_it_has_one_gpu_and_keeps_its_memory_unless_the_environment_says_otherwise(
    folder: Path, plan: LocalPlan, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    way("dies")
    for name in engine.DEFAULTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("MALLOC_TRIM_THRESHOLD_", "7")
    engine.start(folder, plan.model_dump())
    seen = json.loads((folder / "environment.json").read_text())
    assert seen["MALLOC_MMAP_MAX_"] == "0"
    assert seen["CUDA_VISIBLE_DEVICES"] == "0"
    assert seen["MALLOC_TRIM_THRESHOLD_"] == "7"


def test_one_that_ended_is_started_again_and_its_log_goes_on(
    folder: Path, plan: LocalPlan, way: Way
) -> None:
    way("dies")
    engine.start(folder, plan.model_dump())
    until_ended(folder)
    way("waits")
    engine.start(folder, plan.model_dump())
    assert starts(folder) == 2
    assert is_alive(folder)
    assert (folder / "log.txt").read_text() == "begun\n" * 2


def test_one_that_never_begins_is_not_waited_for(folder: Path, plan: LocalPlan, way: Way) -> None:
    way("mute")
    engine.start(folder, plan.model_dump())
    assert read_state(folder) is None
    assert not is_alive(folder)


def test_another_plan_is_refused(folder: Path, plan: LocalPlan, way: Way) -> None:
    way("dies")
    engine.start(folder, plan.model_dump())
    until_ended(folder)
    with pytest.raises(JobError, match="another plan is there"):
        engine.start(folder, {**plan.model_dump(), "max_steps": 7})
    assert starts(folder) == 1


def test_without_the_extra_nothing_is_written(
    folder: Path, plan: LocalPlan, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    way("done")
    monkeypatch.setattr(extra, "LIBRARIES", ("json", "no_such_library"))
    with pytest.raises(JobError, match=r"extra.*\(no_such_library\).*make local") as told:
        engine.start(folder, plan.model_dump())
    assert "`.venv-local/bin/toolgrade ...`" in str(told.value)
    assert not folder.exists()


def test_a_folder_that_cannot_be_is_said(tmp_path: Path, plan: LocalPlan, way: Way) -> None:
    way("done")
    (tmp_path / "file").touch()
    with pytest.raises(JobError, match="cannot start a job in"):
        engine.start(tmp_path / "file" / "job", plan.model_dump())


def test_it_is_asked_to_end(folder: Path, plan: LocalPlan, way: Way) -> None:
    way("waits")
    engine.start(folder, plan.model_dump())
    until_ready(folder)
    engine.end(folder)
    assert not is_alive(folder)
    assert state_of(folder).status == "stopped"


def test_one_that_does_not_hear_is_killed_when_the_grace_is_over(
    folder: Path, plan: LocalPlan, way: Way
) -> None:
    way("deaf")
    engine.start(folder, plan.model_dump())
    until_ready(folder)
    slept: list[float] = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if sum(slept) > engine.GRACE_SECONDS:  # killed: the system takes a moment for it
            time.sleep(0.01)

    engine.end(folder, sleep=sleep)
    assert not is_alive(folder)
    assert sum(slept) >= engine.GRACE_SECONDS
    assert state_of(folder).status == "running"  # it had no last word


def test_nobody_is_signalled_where_nothing_is_at_work(
    folder: Path, plan: LocalPlan, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    way("done")
    engine.start(folder, plan.model_dump())
    until_ended(folder)
    signalled: list[int] = []  # the number may be another process's by now
    monkeypatch.setattr(os, "killpg", lambda number, _: signalled.append(number))
    engine.end(folder)
    assert signalled == []
