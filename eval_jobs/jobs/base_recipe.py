"""A recipe file of the user's own, as the base of a job's recipe."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.documents import read_mapping
from eval_jobs.jobs.places import MISSING, find, leaves

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_SECTIONS: Final = ("run", "training_config", "evaluation", "inference", "processor", "rl_env")
_REFERENCE: Final = re.compile(r"\$\{(?:oc\.select:)?\s*([\w.]+)\s*\}")


def base_of(job: Job) -> dict[str, Any]:
    """What the job's `base_recipe` holds; nothing where it has none.

    ConfigError where it cannot be read, or one of a recipe's sections is no mapping.
    """
    if job.base_recipe is None:
        return {}
    base = read_mapping(Path(job.base_recipe))
    for section in _SECTIONS:
        if section in base and not isinstance(base[section], dict):
            raise ConfigError(
                f"{job.base_recipe}: {section} holds {base[section]!r}, and has to be a mapping of "
                "names to values: fill it in, or remove it"
            )
    return base


def resolved(recipe: Mapping[str, Any]) -> dict[str, Any]:
    """The recipe with each `${oc.select:place}` or `${place}` replaced by what is at that place.

    What refers to nothing, or to itself, stays as it is.
    """
    return {key: _resolved(value, recipe, ()) for key, value in recipe.items()}


def refuse_placeholders(recipe: Mapping[str, Any]) -> None:
    """ConfigError that names every `${...}` or `{{...}}`: nobody would fill it in."""
    left = [
        f"{place}: {value!r}"
        for place, value in leaves(recipe)
        if isinstance(value, str) and ("${" in value or "{{" in value)
    ]
    if left:
        raise ConfigError(
            "The recipe would be sent with placeholders that nobody fills in:\n  "
            + "\n  ".join(left)
            + "\nGive their values in the job file (recipe or extra), or in the base recipe."
        )


def _resolved(node: Any, recipe: Mapping[str, Any], seen: tuple[str, ...]) -> Any:
    if isinstance(node, Mapping):
        return {key: _resolved(value, recipe, seen) for key, value in node.items()}
    if isinstance(node, list):
        return [_resolved(value, recipe, seen) for value in node]
    reference = _REFERENCE.fullmatch(node.strip()) if isinstance(node, str) else None
    if reference is None or reference[1] in seen:
        return node
    target = find(recipe, reference[1])
    if target is MISSING:
        return node
    return _resolved(target, recipe, (*seen, reference[1]))
