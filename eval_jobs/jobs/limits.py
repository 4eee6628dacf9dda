"""Whether a job makes sense, before anything is asked of AWS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.combinations import combinations
from eval_jobs.jobs.machines import machines
from eval_jobs.jobs.recipes.select import recipe_of, variants
from eval_jobs.jobs.recipes.values import values_of

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.limit import Limit


class Checked(NamedTuple):
    """What is wrong with a job, and what may be."""

    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def limits_of(job: Job) -> dict[str, Limit]:
    """The values that the job's recipe has, by name. ConfigError where there is no such recipe."""
    return {limit.name: limit for limit in recipe_of(job).limits}


def check(job: Job, *, started: Job | None = None) -> Checked:
    """All that can be told from the job file alone, and from its base recipe.

    `started` is the job whose checkpoint this one goes on from, where it is known.
    """
    findings = list(_findings(job, started))
    return Checked(
        tuple(finding for finding in findings if finding.severity is Severity.ERROR),
        tuple(finding for finding in findings if finding.severity is Severity.WARNING),
    )


def _findings(job: Job, started: Job | None) -> Iterator[Finding]:
    try:
        limits = limits_of(job)
        values = values_of(job)
    except ConfigError as error:
        yield _error("recipe", str(error))
        return
    yield from machines(job)
    for name in job.recipe:
        if name not in limits:
            yield _unknown(name, limits, job)
    for name, value in values.items():
        yield from _value(limits[name], value)
    valid = {name: value for name, value in values.items() if limits[name].is_allowed(value)}
    yield from combinations(job, valid, started)


def _value(limit: Limit, value: Any) -> Iterator[Finding]:
    field = f"recipe.{limit.name}"
    if not limit.is_allowed(value):
        yield _error(
            field,
            f"{limit.name} is {value!r}",
            f"Allowed: {limit.allowed()} (source: {limit.source}).",
            f"Change {field}.",
        )
    elif limit.usual and not limit.usual[0] <= value <= limit.usual[1]:
        low, high = limit.usual
        yield Finding(
            Severity.WARNING,
            field,
            f"{limit.name} is {value!r}",
            f"Usual: {low:g} to {high:g} (source: {limit.source}).",
            f"Change {field} unless you know why.",
        )


def _unknown(name: str, limits: Mapping[str, Limit], job: Job) -> Finding:
    meant = _other_names().get(name, "")
    if meant not in limits:
        meant = next(iter(get_close_matches(name, limits, n=1)), "")
    hint = f"Did you mean {meant}? " if meant else ""
    return _error(
        f"recipe.{name}",
        f"{name} is no value of {job.technique} of {job.model} on {job.backend}",
        f"{hint}Known: {', '.join(limits)}.",
        "Rename or remove it; what this version does not know goes into extra.",
    )


@cache
def _other_names() -> dict[str, str]:
    """What recipes and services call our values."""
    known = (limit for job in variants() for limit in recipe_of(job).limits)
    return {limit.place.rpartition(".")[2]: limit.name for limit in known}


def _error(check: str, what: str, why: str = "", mend: str = "") -> Finding:
    return Finding(Severity.ERROR, check, what, why, mend)
