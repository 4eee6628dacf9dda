from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.jobs.here.live import Live
from eval_jobs.jobs.here.status import look
from eval_jobs.jobs.registry import Registry
from eval_jobs.jobs.watching import wait
from eval_jobs.jobs.watching.calls import PatientCalls
from eval_jobs.local_jobs.state import Progress, State, alone
from eval_jobs.results.layout import TRAINING_METRICS

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

BEGIN = datetime(2026, 8, 1, 10, tzinfo=UTC)
HEADER = (
    "step_number,epoch_number,train_reward_mean,policy_entropy,train_exact_match_rate,"
    "zero_variance_group_rate\n"
)


def write(folder: Path, **state: Any) -> None:
    folder.mkdir(exist_ok=True)
    values = {"status": "running", "phase": "training", "pid": 1, "started": BEGIN}
    said = State.model_validate({**values, "phase_started": BEGIN, **state})
    (folder / "state.json").write_text(said.model_dump_json())


def rows(folder: Path, *cells: str) -> None:
    lines = [f"{step},0,{row}\n" for step, row in enumerate(cells, 1)]
    (folder / TRAINING_METRICS).write_text(HEADER + "".join(lines))


class Scene:
    def __init__(self, record: JobRecord) -> None:
        self.folder = Path(record.output)
        self.told: list[str] = []
        self.now = BEGIN
        self.record = record
        self.live = Live(self.told.append, lambda: self.now)

    def progress(self) -> str:
        return self.live.progress(*look(self.record))


@pytest.fixture
def scene(record: JobRecord) -> Iterator[Scene]:
    """An engine is at work."""
    folder = Path(record.output)
    folder.mkdir()
    with alone(folder):
        yield Scene(record)


def test_before_there_is_anything_it_says_nothing(scene: Scene) -> None:
    assert scene.progress() == ""
    write(scene.folder, phase="loading")
    assert scene.progress() == ""
    assert scene.told == []


def test_it_shows_the_figures_of_the_last_step_and_the_time_left(scene: Scene) -> None:
    write(scene.folder, step=2, steps=10)
    rows(scene.folder, "0.1,2.5,0,0.5", "0.25,1.5,0.125,0.25")
    scene.now = BEGIN + timedelta(minutes=30)
    assert scene.progress() == (
        "reward 0.25, right 12%, entropy 1.5, groups without variance 25%, 2 h 00 min left"
    )


def test_the_line_changes_by_steps_not_by_the_clock(scene: Scene) -> None:
    write(scene.folder, step=2, steps=4)
    scene.now = BEGIN + timedelta(seconds=20)
    first = scene.progress()
    assert first == "20 s left"
    scene.now += timedelta(seconds=5)
    assert scene.progress() == first
    write(scene.folder, step=3, steps=4)
    assert scene.progress() == "8 s left"


def test_of_a_job_that_was_killed_no_time_is_left(record: JobRecord) -> None:
    dead = Scene(record)
    write(dead.folder, step=2, steps=4)
    rows(dead.folder, "0.2,2.5,0,0.5", "0.1,2.5,0,0.5")
    dead.now = BEGIN + timedelta(seconds=20)
    assert "reward 0.1" in dead.progress()
    assert "left" not in dead.progress()
    with alone(dead.folder):
        assert dead.progress().endswith("20 s left")


def test_figures_are_those_of_the_step_that_is_told(scene: Scene) -> None:
    write(scene.folder, step=1, steps=10)
    rows(scene.folder, "0.1,2.5,0,0.5", "0.25,1.5,0.125,0.25")
    seen = look(scene.record)
    assert scene.live.progress(*seen).startswith("reward 0.1, right 0%, entropy 2.5, ")
    write(scene.folder, step=2, steps=10)  # which the look has not seen
    assert scene.live.progress(*seen).startswith("reward 0.1, right 0%, entropy 2.5, ")
    write(scene.folder, step=0, steps=10)
    assert scene.progress() == ""


def test_of_a_job_that_was_killed_the_last_step_is_told(record: JobRecord, tmp_path: Path) -> None:
    folder = Path(record.output)
    write(folder, step=2, steps=4)
    rows(folder, "0.2,2.5,0,0.5", "0.1,2.5,0,0.5")
    registry = Registry(tmp_path / "jobs")
    registry.save(record := record.model_copy(update={"phase": "training, step 0 of 4"}))
    told: list[str] = []
    assert wait(record, registry, calls=PatientCalls("", tell=told.append)) == 1
    assert told[-1].startswith("job: failed, training, step 2 of 4, reward 0.1, ")
    assert registry.load("job").phase == "training, step 2 of 4"


def test_curves_are_those_of_the_training_alone(scene: Scene) -> None:
    write(scene.folder, phase="saving")
    rows(scene.folder, "0.1,2.5,0,0.5")
    assert scene.progress() == ""


def test_each_warning_and_each_note_is_told_once(scene: Scene) -> None:
    write(scene.folder, step=12, steps=30, notes=("left out: 2 records",))
    rows(scene.folder, *(f"{reward / 20},1.5,,0.5" for reward in range(14)))
    scene.progress()
    assert scene.told == ["Note: left out: 2 records"]
    rows(scene.folder, *(f"{step / 20},{1.5 if step < 7 else 0},,0.5" for step in range(14)))
    for _ in range(3):
        scene.progress()
    assert len(scene.told) == 2
    assert scene.told[1].startswith("Warning: the entropy has collapsed")


def test_the_watch_tells_steps_figures_and_the_end(record: JobRecord, tmp_path: Path) -> None:
    folder = Path(record.output)
    folder.mkdir()
    told: list[str] = []
    registry = Registry(tmp_path / "jobs")
    registry.save(record)
    progress = Progress(folder)

    def sleep(_: float) -> None:
        if progress.state.phase == "loading":
            progress.begin("training", 0, 2)
            rows(folder, "0.5,1,0,0")
            progress.at(1)
        else:
            progress.end("done")

    with alone(folder):
        calls = PatientCalls("", sleep=sleep, tell=told.append)
        assert wait(record, registry, calls=calls) == 0
    assert told[0].startswith("job: running, loading")
    assert told[1].startswith("job: running, training, step 1 of 2, reward 0.5, right 0%, entropy")
    assert told[2].startswith("job: completed")
    assert len(told) == 3
    assert registry.load("job").status == "completed"
