"""Values that this version does not know, and what they must leave alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.recipes.select import recipe_of

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_WRITTEN: Final = (
    "name",
    "model_type",
    "model_name_or_path",
    "data_s3_path",
    "validation_data_s3_path",
    "replicas",
)


class Collision(NamedTuple):
    """A place in `extra` that is, holds, or lies below one that the recipe sets."""

    place: str
    known: str
    mend: str


def collisions(job: Job) -> Iterator[Collision]:
    """One for each place in `extra` that would overwrite what else is written."""
    taken = _taken(job)
    for place in job.extra:
        known = next((known for known in taken if _overlap(place, known)), None)
        if known is None:
            continue
        mend = taken[known]
        if known.startswith(f"{place}."):
            mend = f"Give each value its own dotted place, such as {place}.new_value."
        yield Collision(place, known, mend)


def refuse_collisions(job: Job) -> None:
    """ConfigError that names every collision: such a value would wipe out others."""
    found = [f"extra.{place}: sets {known} too. {mend}" for place, known, mend in collisions(job)]
    if found:
        raise ConfigError("\n".join(found))


def _taken(job: Job) -> dict[str, str]:
    """Every place that the recipe sets, and how to change what is there."""
    recipe = recipe_of(job)
    fixed = dict.fromkeys(recipe.fixed, "It is fixed; a base_recipe may hold another value.")
    said = (*recipe.stated, *(f"run.{name}" for name in _WRITTEN))
    return {
        **fixed,
        **dict.fromkeys(said, "It follows from the job file's own fields."),
        **dict.fromkeys(recipe.grader, "Set it by grader.function."),
        **{limit.place: f"Set it by recipe.{limit.name}." for limit in recipe.limits},
    }


def _overlap(one: str, other: str) -> bool:
    return f"{one}.".startswith(f"{other}.") or f"{other}.".startswith(f"{one}.")
