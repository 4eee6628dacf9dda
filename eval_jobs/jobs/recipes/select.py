"""Which recipe a job has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import product
from typing import TYPE_CHECKING, Final, Literal, get_args

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.instances import is_managed
from eval_jobs.jobs.job import BackendName, Data, Grader, Job, ModelName, Technique
from eval_jobs.jobs.profiles import profile
from eval_jobs.jobs.recipes import (
    evaluation,
    managed,
    nova1_dpo,
    nova1_sft,
    nova2_rft,
    nova2_sft,
)

if TYPE_CHECKING:
    from eval_jobs.jobs.recipes.recipe import Recipe


def recipe_of(job: Job) -> Recipe:
    """The recipe of the job. ConfigError, with what there is instead, where there is none."""
    if job.rank == "full" and is_managed(job) and job.technique != "eval":
        raise ConfigError(f"rank: {job.backend} trains LoRA only; sagemaker trains full rank")
    backend = "sagemaker" if job.backend in {"hyperpod", "local"} else job.backend
    make = _RECIPES.get((backend, job.technique, profile(job).generation))
    if job.backend == "local" and (job.technique == "dpo" or job.task != "rft_eval"):
        raise ConfigError(f"{_name(job)}: there is no such job. {_HERE}")
    if make is None or (make is managed.custom_scorer and job.task != "gen_qa"):
        raise ConfigError(f"{_name(job)}: there is no such job. {_instead(job)}")
    return make(job)


_RECIPES: Final[Mapping[tuple[str, str, int], Callable[[Job], Recipe]]] = {
    ("sagemaker", "rft", 2): nova2_rft.recipe,
    ("sagemaker", "sft", 2): nova2_sft.recipe,
    ("sagemaker", "sft", 1): nova1_sft.recipe,
    ("sagemaker", "dpo", 1): nova1_dpo.recipe,
    ("sagemaker", "eval", 1): evaluation.recipe,
    ("sagemaker", "eval", 2): evaluation.recipe,
    ("bedrock", "rft", 2): managed.bedrock_rft,
    ("bedrock", "sft", 1): managed.bedrock_sft,
    ("bedrock", "sft", 2): managed.bedrock_sft,
    ("serverless", "rft", 2): managed.serverless_rft,
    ("serverless", "eval", 1): managed.custom_scorer,
    ("serverless", "eval", 2): managed.custom_scorer,
}
"""By backend, technique, generation. HyperPod's recipes are close to those of training jobs, and
a job on this machine is checked as the training job that it rehearses."""
_HERE: Final = "This machine does sft, rft, and eval with task: rft_eval."


def _name(job: Job) -> str:
    return f"technique {job.technique} of {job.model} on {job.backend}"


def _instead(job: Job) -> str:
    if job.technique == "rft" and profile(job).generation == 1:
        return "Only nova-2-lite can be trained by rft (source: AWS's recipes)."
    if job.technique == "dpo":
        return "dpo is for nova-micro, nova-lite and nova-pro on sagemaker or hyperpod."
    if job.technique == "eval" and job.backend == "bedrock":
        return "Evaluate a model on Bedrock with `toolgrade evaluate --model bedrock:...`."
    if job.technique == "eval":
        return "serverless evaluates with task: gen_qa; rft_eval is for sagemaker and hyperpod."
    return "Use backend: sagemaker."


_FUNCTION: Final = "arn:aws:lambda:us-east-1:111122223333:function:SageMaker-RewardFunction"


def variants() -> Iterator[Job]:
    """A smallest job of every kind that there is, on its default instances."""
    ranks: tuple[Literal["lora", "full"], ...] = ("lora", "full")
    tasks: tuple[Literal["rft_eval", "gen_qa"], ...] = ("rft_eval", "gen_qa")
    backends = [name for name in get_args(BackendName) if name != "local"]  # sagemaker's, again
    combinations = product(backends, get_args(Technique), get_args(ModelName), ranks)
    for backend, technique, model, rank in combinations:
        evaluation_job = technique == "eval"
        for task in tasks[: 1 + evaluation_job]:
            job = Job(
                name="job",
                technique=technique,
                backend=backend,
                model=model,
                rank=rank,
                region="us-east-1",
                role="arn:aws:iam::111122223333:role/Training",
                data=Data(**{"test" if evaluation_job else "train": "s3://my-bucket/data.jsonl"}),
                grader=Grader(function=_FUNCTION) if technique in {"rft", "eval"} else None,
                task=task,
                output="s3://my-bucket/jobs",
            )
            try:
                recipe_of(job)
            except ConfigError:
                continue
            yield job
