from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here import engine
from eval_jobs.jobs.here.log import log
from eval_jobs.jobs.here.status import can_go_on, observe, stop
from eval_jobs.jobs.watching import logs, status
from eval_jobs.local_jobs.state import STATE, is_alive
from tests.eval_jobs.jobs.here.scene import until_ended, until_ready

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord
    from eval_jobs.local_jobs.plan import LocalPlan
    from tests.eval_jobs.jobs.here.conftest import Way


@pytest.fixture
def begun(folder: Path, plan: LocalPlan, way: Way) -> Way:
    """Begins the job in this way, and waits for its end, or until it waits itself."""

    def begin(how: str) -> None:
        way(how)
        engine.start(folder, plan.model_dump())
        if how in {"waits", "deaf"}:
            until_ready(folder)
        else:
            until_ended(folder)

    return begin


def test_at_work_it_says_how_far_it_is(record: JobRecord, begun: Way) -> None:
    begun("waits")
    seen = status(record)
    assert (seen.status, seen.phase) == ("running", "training, step 2 of 3")
    assert (seen.started or "").endswith("+00:00")
    assert seen.ended is None
    assert not can_go_on(record)


def test_done_it_is_completed(record: JobRecord, begun: Way) -> None:
    begun("done")
    seen = observe(record)
    assert (seen.status, seen.phase, seen.reason) == ("completed", "", "")
    assert seen.ended is not None
    assert not can_go_on(record)


def test_of_one_that_ended_the_state_is_not_needed(record: JobRecord, begun: Way) -> None:
    begun("done")
    ended, file = observe(record), Path(record.output) / STATE
    whole = file.read_text()
    file.write_text(whole[:20])
    assert status(ended) == ended
    with pytest.raises(JobError, match="no state of a job"):
        status(record)
    file.write_text(whole)


def test_its_own_reason_is_told(record: JobRecord, begun: Way) -> None:
    begun("failed")
    seen = observe(record)
    assert (seen.status, seen.reason) == ("failed", "the grader is away")
    assert can_go_on(record)


def test_killed_it_has_failed_and_can_go_on(record: JobRecord, begun: Way) -> None:
    begun("dies")
    seen = observe(record)
    assert seen.status == "failed"
    assert seen.reason == "it was killed: `toolgrade job launch --resume job` goes on"
    assert can_go_on(record)


def test_one_that_never_began_points_to_its_log(record: JobRecord, begun: Way) -> None:
    begun("mute")
    seen = observe(record)
    assert (seen.status, seen.reason) == (
        "failed",
        "it did not begin: see `toolgrade job logs job`",
    )


def test_what_has_ended_is_not_looked_at_again(record: JobRecord, begun: Way) -> None:
    begun("waits")
    ended = record.model_copy(update={"status": "stopped", "reason": "by hand"})
    assert observe(ended) == ended


def test_other_services_do_not_go_on(record: JobRecord) -> None:
    there = record.model_copy(update={"service": "sagemaker", "status": "failed"})
    assert not can_go_on(there)


@pytest.mark.parametrize("way_of_ending", ["waits", "done", "failed"])
def test_stopped_it_can_go_on_and_one_that_ended_is_left_alone(
    record: JobRecord, begun: Way, way_of_ending: str
) -> None:
    begun(way_of_ending)
    before = observe(record)
    after = stop(record)
    if way_of_ending == "waits":
        assert after.status == "stopped"
        assert after.reason == "on demand: `toolgrade job launch --resume job` goes on"
        assert after.ended is not None
    else:
        assert after == before
    assert not is_alive(Path(record.output))


def test_killed_by_the_stop_it_is_stopped_too(
    record: JobRecord, begun: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun("deaf")
    monkeypatch.setattr(engine, "GRACE_SECONDS", 0.2)
    assert stop(record).status == "stopped"


def test_the_log_is_read_to_its_end(record: JobRecord, begun: Way) -> None:
    begun("done")
    path = Path(record.output) / "log.txt"
    with path.open("a", newline="") as file:
        file.write("10%\r 50%\r100%\n\x1b[31mred\x1b[0m\nno end")
    lines = list(logs(record, follow=False))
    assert lines[:2] == ["begun", "100%"]
    assert "\x1b" not in lines[2]
    assert lines[3] == "no end"


def test_a_log_is_followed_until_the_job_ends(record: JobRecord, begun: Way) -> None:
    begun("waits")
    path = Path(record.output) / "log.txt"
    looks: list[float] = []

    def sleep(seconds: float) -> None:
        looks.append(seconds)
        with path.open("a") as file:
            file.write(f"look {len(looks)}\nha")
        if len(looks) == 2:
            engine.end(path.parent)

    lines = list(log(record, follow=True, sleep=sleep))
    assert lines == ["begun", "look 1", "halook 2", "ha"]
