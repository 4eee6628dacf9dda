"""A pipeline: job files in order, each going on from what the earlier ones left."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.documents import read_mapping
from eval_jobs.jobs.here.status import can_go_on
from eval_jobs.jobs.job import FromJob, Job
from eval_jobs.jobs.job_file import read_job

if TYPE_CHECKING:
    from eval_jobs.jobs.registry import Registry


class Report(BaseModel):
    """The comparison at the end: its baseline is an evaluation's `name`, else the first one."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    output: Path
    baseline: str | None = None


class Pipeline(BaseModel):
    """Job files, in order; those that evaluate are compared at the end.

    A job's `start: {job: NAME}` means the earlier step whose job file has that `name`.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=r"^[a-zA-Z0-9][a-zA-Z0-9-]{0,39}$")]
    jobs: Annotated[tuple[Path, ...], Field(min_length=1)]
    compare: Report | None = None


class Step(NamedTuple):
    """One job of a pipeline and what it is called at the service."""

    job: Job
    name: str


class Actions(NamedTuple):
    """What is done with a step: checked and launched, watched (its exit code), brought back."""

    launch: Callable[[Step], None]
    wait: Callable[[Step], int]
    collect: Callable[[Step], None]


def read_pipeline(path: Path, overrides: Mapping[str, Any] = {}) -> tuple[Pipeline, list[Job]]:
    """A pipeline and its jobs. Paths are relative to the file.

    `overrides` are as `read_job` takes them, and hold for every job; with the name of a job and a
    colon before the field, for that one.

    ConfigError names each problem, two jobs of one name, and a start that no earlier step is.
    """
    try:
        pipeline = Pipeline.model_validate(read_mapping(path))
    except ValidationError as error:
        problems = [f"{path}: {'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors()]
        raise ConfigError("\n".join(problems)) from None
    jobs = [_read(path.parent / job, overrides) for job in pipeline.jobs]
    names = [job.name for job in jobs]
    for step in sorted({field.partition(":")[0] for field in overrides if ":" in field}):
        if step not in names:
            raise ConfigError(f"--set {step}: no such job; known: {', '.join(names)}")
    for place, job in enumerate(jobs):
        if job.name in names[:place]:
            raise ConfigError(f"{path}: two jobs are called {job.name}: give each its own name")
        if isinstance(job.start, FromJob) and job.start.job not in names[:place]:
            raise ConfigError(
                f"{path}: {job.name} goes on from {job.start.job}, which is no earlier job"
            )
    baseline = pipeline.compare and pipeline.compare.baseline
    evaluations = [job.name for job in jobs if job.technique == "eval"]
    if baseline is not None and baseline not in evaluations:
        known = ", ".join(evaluations) or "none"
        raise ConfigError(f"{path}: compare.baseline: no evaluation {baseline!r}; known: {known}")
    return pipeline, jobs


def _read(path: Path, overrides: Mapping[str, Any]) -> Job:
    common = {field: value for field, value in overrides.items() if ":" not in field}
    job = read_job(path, common)
    mark = f"{job.name}:"
    own = {
        field.removeprefix(mark): value
        for field, value in overrides.items()
        if field.startswith(mark)
    }
    return read_job(path, {**common, **own}) if own else job


def is_to_launch(step: Step, registry: Registry) -> bool:
    """Whether the step was not launched yet, or its launch was interrupted.

    Or it ended before its time on this machine, where it goes on from its own checkpoint.
    """
    if step.name not in registry.names():
        return True
    record = registry.load(step.name)
    return record.status == "launching" or can_go_on(record)


def run_steps(steps: Sequence[Step], registry: Registry, actions: Actions) -> int:
    """Do what is left of each step, in order; the exit code of the first that does not complete.

    A step whose record says that it was launched is watched, one that has ended is brought back,
    and one that was brought back is passed over. A launch that was interrupted is made again: the
    service takes the same name once only.
    """
    for step in steps:
        if is_to_launch(step, registry):
            actions.launch(step)
        record = registry.load(step.name)
        if record.status != "completed" and (code := actions.wait(step)):
            return code
        if not (record.run if step.job.technique == "eval" else record.checkpoint):
            actions.collect(step)
    return 0


def evaluation_runs(steps: Sequence[Step], registry: Registry) -> Iterator[tuple[str, Path]]:
    """The name in the job file and the folder of each evaluation that was brought back."""
    for step in steps:
        if step.job.technique == "eval" and (run := registry.load(step.name).run):
            yield step.job.name, Path(run)
