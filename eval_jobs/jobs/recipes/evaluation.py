"""Evaluation of any Nova model: with a reward function, or of answers to a dataset's questions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from eval_jobs.jobs.profiles import profile
from eval_jobs.jobs.recipes.pieces import Values, hyperpod_run, output
from eval_jobs.jobs.recipes.recipe import Recipe

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.limit import Limit

_SOURCE: Final = "recipe nova_*_p5_48xl_gpu_{rft_eval,bring_your_own_dataset_eval}"
_NOVA_2: Final = 2


def recipe(job: Job) -> Recipe:
    """The recipe for the job's task; a training job's data come through its channel."""
    fixed: dict[str, Any] = hyperpod_run(job) | {"evaluation.metric": "all"}
    stated: dict[str, Any] = output(job) | {
        "evaluation.task": job.task,
        "evaluation.strategy": job.task,
    }
    limits = inference(job, Values(_SOURCE, "inference"))
    reads_data = job.backend == "hyperpod"
    if job.task == "rft_eval":
        return Recipe(limits, fixed, stated, ("rl_env.reward_lambda_arn",), reads_data)
    if job.grader is None:
        return Recipe(limits, fixed, stated, (), reads_data)
    if profile(job).generation == _NOVA_2:
        fixed["processor.preset_reward_function"] = ""
    stated["processor.lambda_type"] = job.grader.lambda_type
    grader = ("processor.lambda_arn",)
    return Recipe(limits + _processor(), fixed, stated, grader, reads_data)


def inference(job: Job, values: Values) -> tuple[Limit, ...]:
    """How the model answers."""
    second = profile(job).generation == _NOVA_2
    return (
        values.integer("max_new_tokens", 32768, 1, 32768)
        if second
        else values.integer("max_new_tokens", 8196, 1, 100_000),
        values.integer("top_k", -1, -1),
        values.number("top_p", 1.0),
        values.number("temperature", 0, 0.0, 2.0),
        values.integer("top_logprobs", 0, 0, 20),
        *((values.choice("reasoning_effort", None, "low", "high", None),) if second else ()),
    )


def _processor() -> tuple[Limit, ...]:
    values = Values(_SOURCE, "processor")
    return (
        values.boolean("preprocessing", default=False, place="preprocessing.enabled"),
        values.boolean("postprocessing", default=True, place="postprocessing.enabled"),
        values.choice("aggregation", "average", "min", "max", "average", "sum"),
    )
