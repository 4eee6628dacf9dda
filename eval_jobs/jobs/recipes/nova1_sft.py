"""Supervised fine-tuning of Nova Micro, Lite and Pro."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.instances import is_single
from eval_jobs.jobs.recipes import nova1
from eval_jobs.jobs.recipes.pieces import Values
from eval_jobs.jobs.recipes.recipe import Recipe

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_SOURCE: Final = "AWS docs: Nova 1.0, SFT on training jobs; recipe nova_{micro,lite,pro}_1_0_*_sft"


def recipe(job: Job) -> Recipe:
    """The recipe for the job's model, rank and instance type."""
    is_lora, pro = job.rank == "lora", job.model == "nova-pro"
    longest = _longest(job)
    batches = (16, 32) if pro else (16, 32, 64)
    epochs = 2 if is_lora or pro else 1
    values = Values(_SOURCE, "training_config")
    model = values.below("model")
    rates = {"lr": 1e-5, "min_lr": 1e-6} if is_lora else {"lr": 5e-6, "min_lr": 5e-7}
    limits = (
        values.integer("max_length", min(longest, 32768), 1024, longest, step=1024),
        values.choice("global_batch_size", batches[-1] if is_lora else 16, *batches),
        values.integer("max_epochs", epochs, 1, usual=(1, 5), place="trainer.max_epochs"),
        *nova1.model(model, weight_decay=0.0, **rates),
        *(nova1.lora(model, alpha=128, ratio=16.0) if is_lora else ()),
    )
    fixed = nova1.fixed(job, eps=1e-6)
    return Recipe(limits, fixed, nova1.stated(job), reads_data=job.backend == "hyperpod")


def _longest(job: Job) -> int:
    if is_single(job):
        return 8192 if job.rank == "lora" else 4096
    return 32768 if job.model == "nova-lite" and job.rank == "lora" else 65536
