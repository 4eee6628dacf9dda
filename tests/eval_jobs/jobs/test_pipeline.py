from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.job import FromJob
from eval_jobs.jobs.pipeline import (
    Actions,
    Step,
    evaluation_runs,
    is_to_launch,
    read_pipeline,
    run_steps,
)
from eval_jobs.jobs.pipeline_state import named_steps
from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.registry import Registry

EXAMPLE = Path(__file__).parents[3] / "examples" / "jobs" / "pipeline.yaml"


def write(path: Path, content: Any) -> Path:
    path.write_text(yaml.safe_dump(content), "utf-8")
    return path


def pipeline_of(tmp_path: Path, *jobs: dict[str, Any], **more: Any) -> Path:
    names = []
    for number, job in enumerate(jobs):
        basis = {
            "region": "us-east-1",
            "role": "arn:aws:iam::111122223333:role/R",
            "output": "s3://b/o",
            "data": {},
        }
        names.append(write(tmp_path / f"{number}.yaml", {**basis, **job}).name)
    return write(tmp_path / "pipeline.yaml", {"name": "p", "jobs": names, **more})


class Service:
    """Does what each action would, notes it, and dies before or after the chosen one."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.done: list[str] = []
        self.dies_at: str | None = None
        self.fails: set[str] = set()

    def actions(self) -> Actions:
        return Actions(self.launch, self.wait, self.collect)

    def launch(self, step: Step) -> None:
        record = JobRecord(
            name=step.name,
            job=step.job.model_dump(mode="json"),
            service="sagemaker",
            identifier=step.name,
            region="us-east-1",
            launched="2026-01-01T00:00:00+00:00",
        )
        self.registry.save(record)
        self._note(f"sent {step.job.name}")
        self.registry.update(step.name, status="running")

    def wait(self, step: Step) -> int:
        name = step.name
        job = self.registry.load(name).job["name"]
        self._note(f"watched {job}")
        failed = job in self.fails
        self.registry.update(name, status="failed" if failed else "completed")
        return int(failed)

    def collect(self, step: Step) -> None:
        name = step.name
        record = self.registry.load(name)
        self._note(f"collected {record.job['name']}")
        left = {"run": "r"} if record.job["technique"] == "eval" else {"checkpoint": "s3://c/"}
        self.registry.update(name, **left)

    def _note(self, what: str) -> None:
        if self.dies_at == what:
            self.dies_at = None
            raise KeyboardInterrupt
        self.done.append(what)


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path / "registry")


def test_the_example_is_a_pipeline_whose_jobs_go_on_from_one_another() -> None:
    described, jobs = read_pipeline(EXAMPLE)
    assert described.name == "legal"
    assert [job.technique for job in jobs] == ["eval", "sft", "eval", "rft", "eval"]
    assert jobs[3].start == FromJob(job=jobs[1].name)
    assert jobs[4].start == FromJob(job=jobs[3].name)


def test_steps_are_done_in_order_and_once(tmp_path: Path, registry: Registry) -> None:
    steps = named_steps(read_pipeline(EXAMPLE)[1], tmp_path / "s", registry)
    service = Service(registry)
    assert run_steps(steps, registry, service.actions()) == 0
    expected = [f"{what} {s.job.name}" for s in steps for what in ("sent", "watched", "collected")]
    assert service.done == expected
    assert run_steps(steps, registry, service.actions()) == 0
    assert service.done == expected
    assert [name for name, _ in evaluation_runs(steps, registry)] == [
        step.job.name for step in steps if step.job.technique == "eval"
    ]


@pytest.mark.parametrize("action", ["sent", "watched", "collected"])
@pytest.mark.parametrize("place", range(5))
def test_killed_anywhere_it_goes_on_and_does_nothing_twice(
    tmp_path: Path, registry: Registry, action: str, place: int
) -> None:
    steps = named_steps(read_pipeline(EXAMPLE)[1], tmp_path / "s", registry)
    service = Service(registry)
    service.dies_at = f"{action} {steps[place].job.name}"
    with pytest.raises(KeyboardInterrupt):
        run_steps(steps, registry, service.actions())
    again = named_steps(read_pipeline(EXAMPLE)[1], tmp_path / "s", registry)
    assert run_steps(again, registry, service.actions()) == 0
    assert service.done == [
        f"{what} {s.job.name}" for s in steps for what in ("sent", "watched", "collected")
    ]
    assert sorted(registry.names()) == sorted(step.name for step in steps)


def test_a_job_that_fails_stops_the_pipeline(tmp_path: Path, registry: Registry) -> None:
    steps = named_steps(read_pipeline(EXAMPLE)[1], tmp_path / "s", registry)
    service = Service(registry)
    service.fails = {steps[1].job.name}
    assert run_steps(steps, registry, service.actions()) == 1
    assert service.done[-1] == f"watched {steps[1].job.name}"


@pytest.mark.parametrize(
    ("jobs", "more", "said"),
    [
        (
            [{"name": "a", "technique": "eval"}] * 2,
            {},
            "two jobs are called a",
        ),
        (
            [{"name": "a", "technique": "rft", "start": {"job": "b"}}],
            {},
            "a goes on from b, which is no earlier job",
        ),
        (
            [{"name": "a", "technique": "eval"}],
            {"compare": {"output": "o", "baseline": "b"}},
            "no evaluation 'b'; known: a",
        ),
        ([], {}, "jobs: "),
        ([{"name": "a", "technique": "eval"}], {"colour": 1}, "colour: "),
    ],
)
def test_what_makes_no_sense_is_said(
    tmp_path: Path, jobs: list[dict[str, Any]], more: dict[str, Any], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        read_pipeline(pipeline_of(tmp_path, *jobs, **more))


def test_overrides_hold_for_every_job_and_with_its_name_for_one(tmp_path: Path) -> None:
    path = pipeline_of(
        tmp_path, {"name": "a", "technique": "sft"}, {"name": "b", "technique": "sft"}
    )
    said = {"backend": "local", "local.max_steps": 4, "b:local.max_steps": 2}
    first, second = read_pipeline(path, said)[1]
    assert [job.backend for job in (first, second)] == ["local", "local"]
    assert (first.local.max_steps, second.local.max_steps) == (4, 2)


@pytest.mark.parametrize(
    ("field", "said"),
    [("c:local.max_steps", "--set c: no such job; known: a"), ("colour", "colour: unknown field")],
)
def test_overrides_of_nothing_are_said(tmp_path: Path, field: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        read_pipeline(pipeline_of(tmp_path, {"name": "a", "technique": "sft"}), {field: 1})


@pytest.mark.parametrize(
    ("service", "status", "expected"),
    [
        ("local", "failed", True),
        ("local", "stopped", True),
        ("local", "completed", False),
        ("sagemaker", "failed", False),
        ("sagemaker", "launching", True),
    ],
)
def test_a_step_that_ended_early_is_launched_again_where_it_can_go_on(
    registry: Registry, service: Any, status: Any, expected: bool
) -> None:
    job = read_pipeline(EXAMPLE)[1][0]
    known = JobRecord(
        name="step",
        job=job.model_dump(mode="json"),
        service=service,
        identifier="step",
        region="",
        launched="2026-01-01T00:00:00+00:00",
        status=status,
    )
    registry.save(known)
    assert is_to_launch(Step(job, "step"), registry) is expected
