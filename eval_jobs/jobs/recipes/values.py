"""What a job's recipe values are, whoever chose them."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.base_recipe import base_of, resolved
from eval_jobs.jobs.instances import is_managed
from eval_jobs.jobs.limit import LEFT_OUT, Like
from eval_jobs.jobs.places import MISSING, find
from eval_jobs.jobs.recipes.extra import refuse_collisions
from eval_jobs.jobs.recipes.select import recipe_of

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def values_of(job: Job) -> dict[str, Any]:
    """The job's recipe values by name.

    That of the job file, else of the base recipe, or, without one, the default. A value that none
    of them has is absent. ConfigError where there is no such recipe, or the base cannot be read.
    Nothing is checked here: see `limits.check`.
    """
    base = {} if is_managed(job) else resolved(base_of(job))
    values: dict[str, Any] = {}
    for limit in recipe_of(job).limits:
        value = job.recipe.get(limit.name, MISSING)
        if value is MISSING and base:
            value = find(base, limit.place)
        elif value is MISSING and limit.default is not LEFT_OUT:
            value = limit.default
        if isinstance(value, Like):
            value = values[value.name]
        if value is not MISSING:
            values[limit.name] = value
    return values


def bedrock_hyperparameters(job: Job) -> dict[str, Any]:
    """Hyperparameters of a customization job: native JSON types for rft, texts for sft."""
    return _by_place(job, "bedrock") if job.technique == "rft" else _texts(job, "bedrock")


def serverless_hyperparameters(job: Job) -> dict[str, str]:
    """Hyperparameters of a serverless training job, which are texts."""
    return _texts(job, "serverless")


def _by_place(job: Job, backend: str) -> dict[str, Any]:
    if job.backend != backend:
        raise ConfigError(f"backend: {job.backend} reads a recipe, not hyperparameters")
    refuse_collisions(job)
    values = values_of(job)
    chosen = {limit.place: values[limit.name] for limit in recipe_of(job).limits}
    return chosen | job.extra


def _texts(job: Job, backend: str) -> dict[str, str]:
    return {name: _text(value) for name, value in _by_place(job, backend).items()}


def _text(value: Any) -> str:
    if isinstance(value, float):
        return format(Decimal(repr(value)), "f")  # 0.00001, never 1e-05
    return str(value).lower() if isinstance(value, bool) else str(value)
