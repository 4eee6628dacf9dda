"""Reinforcement fine-tuning of Nova 2 Lite: the spellings of training jobs and of HyperPod."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from eval_jobs.jobs.limit import LEFT_OUT, Like, Limit
from eval_jobs.jobs.recipes.pieces import Values, adam, hyperpod_run, output
from eval_jobs.jobs.recipes.recipe import Recipe

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_TRAINING_JOB: Final = "recipe nova_lite_v2_smtj_p5_p5en_gpu_{lora_,}rft and its template"
_HYPERPOD: Final = "recipe nova_lite_2_0_p5_gpu_{lora_,}rft and its template"
_NEWER: Final = "AWS docs: Nova 2 user guide, RFT on training jobs"
_GRADER: Final = (
    "run.reward_lambda_arn",
    "training_config.rollout.rewards.api_endpoint.lambda_arn",
)


def recipe(job: Job) -> Recipe:
    """The recipe for the job's backend and rank."""
    if job.backend == "hyperpod":
        fixed = hyperpod_run(job) | {
            "training_config.rollout.rollout_strategy.type": "off_policy_async",
        }
        limits = _hyperpod(Values(_HYPERPOD, "training_config"), job)
    else:
        fixed = {}
        limits = _training_job(Values(_TRAINING_JOB, "training_config"), job)
    stated: dict[str, Any] = output(job)
    scheme = "lora" if job.rank == "lora" else None
    # HyperPod's recipe of full rank has no such place; a base recipe may.
    if scheme or job.backend != "hyperpod" or job.base_recipe is not None:
        stated["training_config.trainer.peft.peft_scheme"] = scheme
    return Recipe(limits, fixed, stated, _GRADER, reads_data=True)


def _training_job(values: Values, job: Job) -> tuple[Limit, ...]:
    lora = job.rank == "lora"
    batches = (16, 32, 64, 128) if lora else (16, 32, 64, 128, 256)
    run, trainer = Values(_NEWER, "run"), values.below("trainer")
    newer = Values(_NEWER, "training_config.trainer")
    return (
        run.integer("generation_replicas", LEFT_OUT, 1),
        values.integer("max_length", 8192, 4096, 32768),
        values.choice("global_batch_size", 64, *batches),
        values.choice("reasoning_effort", "high", "low", "high", None),
        *_rollout(values, generations=2, new_tokens=6000, concurrency=12),
        trainer.integer("max_steps", 5, 5, 100_000),
        trainer.integer("save_steps", Like("max_steps"), 0, 100_000),
        trainer.number("ent_coeff", 0.0, high=None),
        trainer.number("kl_loss_coef", 0.001, high=None),
        newer.integer("test_steps", LEFT_OUT, 1),
        newer.integer("refit_freq", LEFT_OUT, 1, 4),
        newer.number("clip_ratio_high", LEFT_OUT),
        newer.number("loss_scale", LEFT_OUT, high=None),
        trainer.below("optim_config").number("lr", 1e-4, 1e-7, 1e-3),
        *adam(trainer.below("optim_config")),
        *(_lora(trainer, "lora_plus_lr_ratio") if lora else ()),
    )


def _hyperpod(values: Values, job: Job) -> tuple[Limit, ...]:
    run, trainer = Values(_HYPERPOD, "run"), values.below("trainer")
    return (
        run.integer("generation_replicas", 2, 1),
        run.integer("rollout_worker_replicas", 1, 1),
        values.integer("max_length", 10240, 4096, 32768),
        values.choice("global_batch_size", 256, 16, 32, 64, 128, 256),
        values.choice("reasoning_effort", "high", "low", "high", None),
        values.boolean("shuffle", default=False, place="data.shuffle"),
        values.integer("age_tolerance", 2, 0, place="rollout.rollout_strategy.age_tolerance"),
        *_rollout(values, generations=8, new_tokens=8192, concurrency=100),
        trainer.integer("max_steps", 100, 5, 100_000),
        trainer.integer("save_steps", Like("max_steps"), 0, 100_000),
        trainer.integer("save_top_k", 5, 1),
        trainer.integer("refit_freq", 4, 1, 4),
        trainer.number("clip_ratio_high", 0.2),
        trainer.number("ent_coeff", 0.001, high=None),
        trainer.number("loss_scale", 1, high=None),
        trainer.below("optim_config").number("lr", 7e-7, 1e-8, 1e-3),
        *adam(trainer.below("optim_config")),
        *(_lora(trainer, "loraplus_lr_ratio") if job.rank == "lora" else ()),
    )


def _rollout(
    values: Values, *, generations: int, new_tokens: int, concurrency: int
) -> tuple[Limit, ...]:
    rollout = values.below("rollout")
    generator = rollout.below("generator")
    endpoint = rollout.below("rewards.api_endpoint")
    return (
        rollout.integer(
            "number_generation", generations, 2, 16, place="advantage_strategy.number_generation"
        ),
        generator.integer("max_new_tokens", new_tokens, 1, 32768),
        generator.boolean("set_random_seed", default=True),
        generator.number("temperature", 1, 0.0, 2.0),
        # The recipe of training jobs has top_k 1, which makes all answers to a prompt the same.
        generator.integer("top_k", 0, 0),
        endpoint.integer("lambda_concurrency_limit", concurrency, 1),
        endpoint.integer("lambda_batch_size", LEFT_OUT, 1, source=_NEWER),
    )


def _lora(trainer: Values, ratio: str) -> tuple[Limit, ...]:
    tuning = trainer.below("peft.lora_tuning")
    return (
        tuning.choice("alpha", 32, 16, 32, 64),
        tuning.number("lora_plus_lr_ratio", 64.0, 0.0, 100.0, place=ratio),
    )
