"""Supervised fine-tuning of Nova 2 Lite."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.limit import Like
from eval_jobs.jobs.recipes.pieces import ALPHAS, USUAL_LR, Values, adam, hyperpod_run, output
from eval_jobs.jobs.recipes.recipe import Recipe

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_SOURCE: Final = "recipe nova_lite_2_0_p5_gpu_{lora_,}sft and its template"


def recipe(job: Job) -> Recipe:
    """The recipe for the job's rank; data are read from the recipe on HyperPod alone."""
    hyperpod, lora = job.backend == "hyperpod", job.rank == "lora"
    values = Values(_SOURCE, "training_config")
    schedule, optimiser = values.below("lr_scheduler"), values.below("optim_config")
    tuning = values.below("peft.lora_tuning")
    limits = (
        values.integer("max_steps", 100, 4, 100_000),
        values.integer("save_steps", Like("max_steps"), 1, 100_000),
        *((values.integer("save_top_k", 5, 1),) if hyperpod else ()),
        values.choice("max_length", 32768, 8192, 16384, 32768, 65536),
        values.choice("global_batch_size", 32, 32, 64, 128, 256),
        values.boolean("reasoning_enabled", default=True),
        values.integer("val_check_interval", 2500, 1, 100_000),
        values.integer("limit_val_batches", 2, 0, 100_000),
        schedule.integer("warmup_steps", 15, 0, 100),
        schedule.number("min_lr", 1e-6),
        optimiser.number("lr", 1e-5, usual=USUAL_LR),
        *adam(optimiser),
        *((tuning.choice("alpha", 64, *ALPHAS),) if lora else ()),
        *((tuning.number("lora_plus_lr_ratio", 64.0, 1.0, 70.0),) if lora else ()),
        values.below("model_importance_score").number("fine_tuned_model", 1.0),
    )
    fixed = hyperpod_run(job) | {"run.validation_data_s3_path": ""}
    stated = output(job) | {
        # Full rank is spelled as a text here, unlike in the other recipes.
        "training_config.peft.peft_scheme": "lora" if lora else "null",
    }
    if not hyperpod:
        fixed["training_config.save_top_k"] = 5  # in the recipe, but HyperPod alone reads it
    return Recipe(limits, fixed, stated, reads_data=hyperpod)
