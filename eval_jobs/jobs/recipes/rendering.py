"""A job file becomes the recipe that its container reads."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.base_recipe import base_of, refuse_placeholders, resolved
from eval_jobs.jobs.instances import is_managed, placement
from eval_jobs.jobs.places import put
from eval_jobs.jobs.profiles import profile
from eval_jobs.jobs.recipes.extra import refuse_collisions
from eval_jobs.jobs.recipes.select import recipe_of
from eval_jobs.jobs.recipes.values import values_of

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.recipes.recipe import Recipe


def render(
    job: Job,
    *,
    run_name: str,
    checkpoint: str | None,
    data_uri: str = "",
    validation_uri: str = "",
) -> dict[str, Any]:
    """The recipe of a job that passed its checks, with nothing left to resolve.

    `checkpoint` is the URI to go on from, None for the base model. `data_uri` and `validation_uri`
    are written where the container looks for its data in the recipe, and nowhere else. With a
    `base_recipe`, that is changed where the job file says something; else every value is written.
    ConfigError where there is no recipe, a name is unknown, `extra` collides with a known value,
    or a placeholder is left.
    """
    if is_managed(job):
        raise ConfigError(f"backend: {job.backend} takes hyperparameters, no recipe")
    refuse_collisions(job)
    recipe = recipe_of(job)
    base = base_of(job)
    written = {
        **_run(job, recipe, run_name, checkpoint, data_uri),
        **({} if base else recipe.fixed),
        **recipe.stated,
        **_chosen(job, recipe, based=bool(base)),
        **job.extra,
    }
    if validation_uri and recipe.reads_data:
        written["run.validation_data_s3_path"] = validation_uri
    if job.grader:
        written |= dict.fromkeys(recipe.grader, job.grader.function)
    for place, value in written.items():
        put(base, place, value)
    rendered = resolved(base)
    refuse_placeholders(rendered)
    return rendered


def _run(
    job: Job, recipe: Recipe, run_name: str, checkpoint: str | None, data_uri: str
) -> dict[str, Any]:
    return {
        "run.name": run_name,
        "run.model_type": profile(job).model_type,
        "run.model_name_or_path": checkpoint or profile(job).base,
        # It has to be there, and empty where the data come through a channel.
        "run.data_s3_path": data_uri if recipe.reads_data else "",
        "run.replicas": placement(job).count,
    }


def _chosen(job: Job, recipe: Recipe, *, based: bool) -> dict[str, Any]:
    unknown = job.recipe.keys() - {limit.name for limit in recipe.limits}
    if unknown:
        raise ConfigError(f"recipe: unknown: {', '.join(sorted(unknown))}")
    values = values_of(job)
    return {
        limit.place: values[limit.name]
        for limit in recipe.limits
        if limit.name in (job.recipe if based else values)
    }
