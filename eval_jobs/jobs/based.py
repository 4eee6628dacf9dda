"""What a base recipe of the user's own must be to the job that is written into it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.base_recipe import base_of, resolved
from eval_jobs.jobs.instances import is_managed
from eval_jobs.jobs.places import MISSING, find
from eval_jobs.jobs.profiles import profile
from eval_jobs.jobs.recipes.select import recipe_of

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_TELLING: Final = (
    ("evaluation", "eval"),
    ("training_config.rollout", "rft"),
    ("training_config.model.dpo_cfg", "dpo"),
    ("training_config.model", "sft"),
    ("training_config.optim_config", "sft"),
    ("training_config.lr_scheduler", "sft"),
)
"""What only recipes of one technique have; the first that is there tells."""


def based(job: Job) -> Iterator[Finding]:
    """What is wrong with the job's base recipe; nothing where it has none."""
    if job.base_recipe is None:
        return
    if is_managed(job):
        what = f"{job.backend} takes hyperparameters, no recipe"
        yield _error(what, "", "Remove base_recipe, or change backend.")
        return
    base = resolved(base_of(job))
    kind = find(base, "run.model_type")
    if kind not in (MISSING, None, "", profile(job).model_type):
        yield _error(
            f"the base recipe's run.model_type is {kind!r}",
            f"The job's model is {job.model}: {profile(job).model_type}.",
            "Change model, or take a recipe of that model.",
        )
    section = "evaluation" if job.technique == "eval" else "training_config"
    told = next((technique for place, technique in _TELLING if find(base, place) != MISSING), None)
    if section not in base or told not in (None, job.technique):
        yield _error(
            f"the base recipe is one of {told}" if told else f"the base recipe has no {section}",
            f"The job's technique is {job.technique}.",
            "Change technique, or take a recipe of that technique.",
        )
    else:
        yield from _unsaid(job, base)


def _unsaid(job: Job, base: Mapping[str, Any]) -> Iterator[Finding]:
    """Values of the base that a mere default of the job file would overwrite."""
    fields = {"task": job, "rank": job, "lambda_type": job.grader}
    names = {"peft_scheme": "rank", "lambda_type": "lambda_type", "task": "task"}
    for place, value in recipe_of(job).stated.items():
        name = names.get(place.rpartition(".")[2])
        part = fields.get(name) if name else None
        found = find(base, place)
        left = isinstance(found, str) and (not found or "{{" in found)
        if name is None or part is None or name in part.model_fields_set:
            continue
        if found not in (MISSING, value) and not left:
            field = f"grader.{name}" if name == "lambda_type" else name
            yield _error(
                f"the base recipe's {place} is {found!r}, and {field} is not given",
                f"The default of {field} would overwrite it by {value!r}.",
                f"Give {field} in the job file.",
            )


def _error(what: str, why: str, mend: str) -> Finding:
    return Finding(Severity.ERROR, "base_recipe", what, why, mend)
