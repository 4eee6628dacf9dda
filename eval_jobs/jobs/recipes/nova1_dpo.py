"""Direct preference optimisation of Nova Micro, Lite and Pro."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.instances import P4D, is_single, placement
from eval_jobs.jobs.recipes import nova1
from eval_jobs.jobs.recipes.pieces import Values
from eval_jobs.jobs.recipes.recipe import Recipe

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_SOURCE: Final = "AWS docs: Nova 1.0, DPO on training jobs; recipe nova_{micro,lite,pro}_1_0_*_dpo"


def recipe(job: Job) -> Recipe:
    """The recipe for the job's model, rank and instance type."""
    is_lora, pro = job.rank == "lora", job.model == "nova-pro"
    longest = _longest(job)
    values = Values(_SOURCE, "training_config")
    model = values.below("model")
    limits = (
        values.integer("max_length", min(longest, 16384), 1024, longest, step=1024),
        values.choice("global_batch_size", 32 if pro else 64, *_batches(job)),
        values.integer("max_epochs", 2 if is_lora else 3, 1, 5, place="trainer.max_epochs"),
        *nova1.model(model, lr=1e-5, min_lr=1e-6, weight_decay=0.01),
        model.below("dpo_cfg").number("beta", 0.1, 0.001, 0.1),
        *(nova1.lora(model, alpha=64, ratio=20.0) if is_lora else ()),
    )
    fixed = nova1.fixed(job, eps=1e-8)
    return Recipe(limits, fixed, nova1.stated(job), reads_data=job.backend == "hyperpod")


def _longest(job: Job) -> int:
    if is_single(job):
        return 4096
    return 16384 if placement(job).instance_type == P4D else 32768


def _batches(job: Job) -> tuple[int, ...]:
    if is_single(job):
        return (16, 32, 64)
    return (16, 32, 64, 128) if job.model == "nova-pro" else (16, 32, 64, 128, 256)
