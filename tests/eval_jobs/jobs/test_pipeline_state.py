from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.job import Data, FromJob, Job
from eval_jobs.jobs.local import Local
from eval_jobs.jobs.pipeline import Step, read_pipeline
from eval_jobs.jobs.pipeline_state import named_steps
from eval_jobs.jobs.record import JobRecord, Status
from eval_jobs.jobs.registry import Registry

JOBS = read_pipeline(Path(__file__).parents[3] / "examples" / "jobs" / "pipeline.yaml")[1]
BASE, SFT, SFT_EVAL, RFT, RFT_EVAL = (job.name for job in JOBS)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "pipelines" / "legal.state"


def launched(registry: Registry, step: Step, status: Status = "completed") -> None:
    registry.save(
        JobRecord(
            name=step.name,
            job=step.job.model_dump(mode="json"),
            service="sagemaker",
            identifier=step.name,
            region="us-east-1",
            launched="2026-01-01T00:00:00+00:00",
            status=status,
        )
    )


def changed(name: str) -> list[Job]:
    return [job.model_copy(update={"rank": "full"}) if job.name == name else job for job in JOBS]


def names(steps: list[Step]) -> dict[str, str]:
    return {step.job.name: step.name for step in steps}


def test_names_are_drawn_once_and_starts_follow_them(state: Path, registry: Registry) -> None:
    steps = named_steps(JOBS, state, registry)
    assert named_steps(JOBS, state, registry) == steps
    assert len({step.name for step in steps}) == len(JOBS)
    assert steps[3].job.start == FromJob(job=steps[1].name)


@pytest.mark.parametrize("status", ["launching", "running", "completed", "failed"])
def test_a_launched_step_that_changed_is_refused(
    state: Path, registry: Registry, status: Status
) -> None:
    steps = named_steps(JOBS, state, registry)
    launched(registry, steps[1], status)
    before = state.read_bytes()
    with pytest.raises(JobError) as caught:
        named_steps(changed(SFT), state, registry)
    said = f"{SFT}: the job file changed since it was launched as {steps[1].name}"
    assert said in str(caught.value)
    assert f"`--retry {SFT}`, or give the pipeline another name" in str(caught.value)
    assert state.read_bytes() == before


def test_a_step_that_was_not_launched_may_change(state: Path, registry: Registry) -> None:
    steps = named_steps(JOBS, state, registry)
    again = named_steps(changed(SFT), state, registry)
    assert names(again) == names(steps)
    launched(registry, again[1])
    assert named_steps(changed(SFT), state, registry) == again
    with pytest.raises(JobError, match=SFT):
        named_steps(JOBS, state, registry)


def with_data(folder: Path, text: str) -> list[Job]:
    """The jobs, their training data in a folder of its own."""
    folder.mkdir(parents=True)
    (folder / "train.jsonl").write_text(text)
    data = Data(train=str(folder / "train.jsonl"))
    return [job.model_copy(update={"data": data}) if job.data.train else job for job in JOBS]


def test_a_folder_that_was_moved_goes_on(state: Path, registry: Registry, tmp_path: Path) -> None:
    steps = named_steps(with_data(tmp_path / "here", "{}"), state, registry)
    launched(registry, steps[1])
    again = named_steps(with_data(tmp_path / "there", "{}"), state, registry)
    assert names(again) == names(steps)


def test_data_that_changed_after_the_launch_are_noticed(
    state: Path, registry: Registry, tmp_path: Path
) -> None:
    jobs = with_data(tmp_path / "here", "{}")
    steps = named_steps(jobs, state, registry)
    launched(registry, steps[1])
    train = tmp_path / "here" / "train.jsonl"
    train.write_text("{} ")
    said = rf"{SFT}: what data\.train holds changed since it was launched as {steps[1].name}"
    with pytest.raises(JobError, match=said):
        named_steps(jobs, state, registry)
    train.unlink()
    with pytest.raises(JobError, match=r"data\.train \(there is no such file\) changed"):
        named_steps(jobs, state, registry)
    train.write_text("{}")
    assert named_steps(jobs, state, registry) == steps


@pytest.mark.parametrize(
    ("retry", "again"),
    [
        ([BASE], {BASE}),
        ([SFT], {SFT, SFT_EVAL, RFT, RFT_EVAL}),
        ([RFT], {RFT, RFT_EVAL}),
        ([BASE, SFT_EVAL], {BASE, SFT_EVAL}),
    ],
)
def test_what_is_done_anew_has_new_names_with_all_that_go_on_from_it(
    state: Path, registry: Registry, retry: list[str], again: set[str]
) -> None:
    steps = named_steps(JOBS, state, registry)
    for step in steps:
        launched(registry, step, "failed")
    new = named_steps(JOBS, state, registry, retry)
    assert {name for name, at in names(new).items() if at != names(steps)[name]} == again
    assert named_steps(JOBS, state, registry) == new


def test_a_changed_step_may_be_done_anew(state: Path, registry: Registry) -> None:
    launched(registry, named_steps(JOBS, state, registry)[1])
    steps = named_steps(changed(SFT), state, registry, [SFT])
    launched(registry, steps[1])
    assert named_steps(changed(SFT), state, registry) == steps


def test_a_step_that_runs_is_not_done_anew(state: Path, registry: Registry) -> None:
    steps = named_steps(JOBS, state, registry)
    launched(registry, steps[3], "running")
    with pytest.raises(JobError, match=f"`toolgrade job stop {steps[3].name}` before"):
        named_steps(JOBS, state, registry, [SFT])
    assert named_steps(JOBS, state, registry) == steps


def test_an_unknown_step_lists_the_known(state: Path, registry: Registry) -> None:
    with pytest.raises(ConfigError, match=f"--retry legal: no such job; known: {BASE}, {SFT}"):
        named_steps(JOBS, state, registry, ["legal"])


def test_a_step_that_is_taken_out_is_remembered(state: Path, registry: Registry) -> None:
    steps = named_steps(JOBS, state, registry)
    assert named_steps(JOBS[:2], state, registry) == steps[:2]
    assert named_steps(JOBS, state, registry) == steps


@pytest.mark.parametrize(
    "content",
    [
        "no JSON",
        "5",
        [1],
        {SFT: 5},
        {SFT: "name"},
        {SFT: {"name": "../../x", "fingerprint": {"job": "0", "files": {}}}},
    ],
)
def test_a_state_that_cannot_be_read_is_said(state: Path, registry: Registry, content: Any) -> None:
    state.parent.mkdir()
    state.write_text(content if isinstance(content, str) else json.dumps(content))
    with pytest.raises(JobError, match=r"cannot use .*, which keeps the pipeline's names"):
        named_steps(JOBS, state, registry)


def test_what_only_this_machine_reads_changes_no_job_that_runs_elsewhere(
    state: Path, registry: Registry
) -> None:
    for step in named_steps(JOBS, state, registry):
        launched(registry, step)
    other = Local(max_steps=3)
    moved = [job.model_copy(update={"local": other}) for job in JOBS]
    assert len(named_steps(moved, state, registry)) == len(JOBS)


def test_other_overrides_are_noticed_once_it_was_launched(state: Path, registry: Registry) -> None:
    pipeline = Path(__file__).parents[3] / "examples" / "legal_assistant" / "pipeline.yaml"
    small = {"local.max_steps": 3}
    for step in named_steps(read_pipeline(pipeline, small)[1], state, registry):
        launched(registry, step)
    assert len(named_steps(read_pipeline(pipeline, small)[1], state, registry)) == 5
    with pytest.raises(JobError, match=r"the job file changed .*\(--set counts too\)"):
        named_steps(read_pipeline(pipeline)[1], state, registry)
