"""What a pipeline remembers of its steps: the name that each was launched under, and of what."""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.fingerprint import Fingerprint
from eval_jobs.jobs.job import FromJob, Job
from eval_jobs.jobs.names import job_name
from eval_jobs.jobs.pipeline import Step
from eval_jobs.jobs.registry import NAME

if TYPE_CHECKING:
    from eval_jobs.jobs.registry import Registry


class Known(BaseModel):
    """A step's name at the service, and what tells whether its job is still the same."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(pattern=f"^{NAME.pattern}$")]
    fingerprint: Fingerprint


_STATE: TypeAdapter[dict[str, Known]] = TypeAdapter(dict[str, Known])


def named_steps(
    jobs: Sequence[Job], state: Path, registry: Registry, retry: Collection[str] = ()
) -> list[Step]:
    """The steps with the names that they have at the service.

    Names are drawn once and kept in `state`, before anything is launched, so that a pipeline that
    is begun again finds its own jobs. The steps in `retry`, and all that go on from them, get new
    names. ConfigError where `retry` names no step. JobError where the state cannot be read or
    written, where a launched step's job or the content of its files has changed, and where a step
    to be done anew is running. Files that were moved together with the job file are the same.
    """
    known = _read(state)
    again = _with_dependants(jobs, retry)
    _check_not_running([known[step].name for step in again if step in known], registry)
    prints = {job.name: Fingerprint.of(job) for job in jobs}
    kept = {step: one for step, one in known.items() if step not in again}
    _check_unchanged(prints, kept, registry)
    now = datetime.now(UTC)
    names = {
        step: kept[step].name if step in kept else job_name(step, now, secrets.token_hex(2))
        for step in prints
    }
    new = {step: Known(name=names[step], fingerprint=prints[step]) for step in prints}
    if {**known, **new} != known:
        _write(state, {**known, **new})
    return [Step(_resolved(job, names), names[job.name]) for job in jobs]


def _with_dependants(jobs: Sequence[Job], retry: Collection[str]) -> set[str]:
    names = [job.name for job in jobs]
    if unknown := sorted(set(retry) - set(names)):
        raise ConfigError(f"--retry {unknown[0]}: no such job; known: {', '.join(names)}")
    again = set(retry)
    for job in jobs:  # earlier ones come first
        if isinstance(job.start, FromJob) and job.start.job in again:
            again.add(job.name)
    return again


def _check_not_running(names: Sequence[str], registry: Registry) -> None:
    for name in sorted(set(names) & set(registry.names())):
        if registry.load(name).status in ("running", "stopping"):
            raise JobError(
                f"{name} is still running, as far as is known: `toolgrade job wait {name}` or "
                f"`toolgrade job stop {name}` before it is done anew"
            )


def _check_unchanged(
    prints: Mapping[str, Fingerprint], kept: Mapping[str, Known], registry: Registry
) -> None:
    """A step that was not launched may change; its name is used by nobody yet."""
    problems = [
        f"{step}: {' and '.join(changes)} changed since it was launched as {kept[step].name}: "
        f"change it back (--set counts too), run it anew with `--retry {step}`, or give the "
        "pipeline another name"
        for step, now in prints.items()
        if step in kept
        and (changes := list(kept[step].fingerprint.changes(now)))
        and kept[step].name in registry.names()
    ]
    if problems:
        raise JobError("\n".join(problems))


def _read(state: Path) -> dict[str, Known]:
    try:
        return _STATE.validate_json(state.read_bytes())
    except FileNotFoundError:
        return {}
    except OSError as error:
        raise _unusable(state, error.strerror) from error
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"])) or "file"
        raise _unusable(state, f"{field}: {first['msg']}") from None


def _write(state: Path, steps: dict[str, Known]) -> None:
    partial = state.with_name(f"{state.name}.partial")
    try:
        state.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(_STATE.dump_json(steps, indent=2) + b"\n")
        partial.replace(state)
    except OSError as error:
        raise _unusable(state, error.strerror) from error


def _unusable(state: Path, problem: str | None) -> JobError:
    return JobError(
        f"cannot use {state}, which keeps the pipeline's names: {problem}: mend it, or give the "
        "pipeline another name"
    )


def _resolved(job: Job, names: Mapping[str, str]) -> Job:
    """The job, its start by the name that the earlier step has at the service."""
    if not isinstance(job.start, FromJob):
        return job
    return job.model_copy(update={"start": FromJob(job=names[job.start.job])})
