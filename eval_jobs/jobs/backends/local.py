"""Jobs on this machine: the plan that the engine reads (`python -m eval_jobs.local_jobs`)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from pydantic import ValidationError

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.local import Local
from eval_jobs.jobs.places import MISSING
from eval_jobs.jobs.recipes.select import recipe_of
from eval_jobs.jobs.recipes.values import values_of
from eval_jobs.jobs.request import Request
from eval_jobs.local_jobs.plan import LocalPlan

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

SERVICE: Final = "local"
BUILT: Final = "RewardFunction"
"""Of the functions in template.yaml, the one that answers as RFT and `rft_eval` ask."""
COUNTERPARTS: Final[Mapping[str, str]] = {
    "max_steps": "max_steps",
    "save_steps": "save_steps",
    "prompts_per_step": "global_batch_size",
    "generations": "number_generation",
    "max_new_tokens": "max_new_tokens",
    "learning_rate": "lr",
    "temperature": "temperature",
    "kl": "kl_loss_coef",
    "concurrency": "lambda_concurrency_limit",
    "batch_size": "lambda_batch_size",
}
"""By a field of the plan: the value of `recipe` that says it, where `local` does not."""
DEFAULTS: Final[Mapping[str, Mapping[str, Any]]] = {
    "sft": {"max_steps": 60, "learning_rate": 2e-4},
    "rft": {"max_steps": 30, "learning_rate": 2e-5},
    "eval": {"temperature": 0.0, "prompts_per_step": 32},
}
"""For a small model, where they are not those of every plan."""


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """The plan of a job on this machine.

    `checkpoint` is the folder of the model to go on from; None starts from `local.model`. `data`
    holds the path of each split. ConfigError where the job says what no plan can hold.
    """
    recipe_of(job)  # refuses what there is none of
    _refuse_absent(job, data)
    read = ("test",) if job.technique == "eval" else ("train", "validation")
    values = {**DEFAULTS.get(job.technique, {}), **_recipe_values(job), **_local_values(job)}
    rank = {"lora_rank": None} if job.rank == "full" else {}
    try:
        plan = LocalPlan.model_validate(
            {
                "name": name,
                "technique": job.technique,
                "checkpoint": checkpoint,
                **{split: data[split] for split in read if split in data},
                "region": job.region or None,
                **values,
                "function": function_of(job),
                **rank,
            }
        )
        Local.model_validate(plan.model_dump(include=set(Local.model_fields)))  # its bounds
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise ConfigError(f"local: {field}: {first['msg']}; it is {first['input']!r}") from None
    _refuse_vain(plan)
    # what the recipe saves for more steps than are made here is saved at their end
    plan = plan.model_copy(update={"save_steps": min(plan.save_steps, plan.max_steps)})
    return Request(name, SERVICE, "", "", plan.model_dump(mode="json"))


def function_of(job: Job) -> str | None:
    """The function that grades: what it is called in the build, at the endpoint, or on AWS."""
    if job.grader is None:
        return None
    elsewhere = job.local.deployed or job.local.endpoint_url
    return job.local.function or (job.grader.function if elsewhere else BUILT)


def _refuse_absent(job: Job, data: Mapping[str, str]) -> None:
    needed = "test" if job.technique == "eval" else "train"
    if needed not in data:
        raise ConfigError(f"data.{needed}: a job of technique {job.technique!r} needs it")
    for split, address in data.items():
        if address.startswith("s3://"):
            raise ConfigError(f"data.{split}: {address} is not on this machine: give a local file")
    if job.grader is None and job.technique != "sft":
        raise ConfigError(f"grader: a job of technique {job.technique!r} needs one")


def _refuse_vain(plan: LocalPlan) -> None:
    """What the engine could not learn from."""
    if plan.technique != "rft":
        return
    if plan.temperature == 0:
        raise ConfigError(
            "local.temperature: at 0 all answers to a prompt are the same, and there is nothing to "
            "compare: give more than 0"
        )
    if plan.records is not None and plan.records < plan.prompts_per_step:
        raise ConfigError(
            f"local.records: {plan.records} are fewer than the {plan.prompts_per_step} prompts of "
            "a step: raise it, or lower local.prompts_per_step"
        )


def _local_values(job: Job) -> dict[str, Any]:
    return job.local.model_dump(exclude_none=True)


def _recipe_values(job: Job) -> dict[str, Any]:
    """What the job file or its base recipe says; the defaults are made for other models."""
    said = values_of(job) if job.base_recipe else job.recipe
    values = {field: said.get(name, MISSING) for field, name in COUNTERPARTS.items()}
    longest, answer = said.get("max_length"), said.get("max_new_tokens", 0)
    if isinstance(longest, int) and isinstance(answer, int):
        values["max_prompt_tokens"] = longest - answer
    return {field: value for field, value in values.items() if value is not MISSING}
