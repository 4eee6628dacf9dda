"""What the recipes of Nova Micro, Lite and Pro share."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.jobs.recipes.pieces import ALPHAS, USUAL_LR, Values, hyperpod_run, output

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.limit import Limit


def fixed(job: Job, *, eps: float) -> dict[str, Any]:
    """What no job chooses."""
    model = "training_config.model"
    return hyperpod_run(job) | {
        f"{model}.optim.name": "distributed_fused_adam",
        f"{model}.optim.adam_w_mode": True,
        f"{model}.optim.eps": eps,
    }


def stated(job: Job) -> dict[str, Any]:
    """What follows from the job file."""
    scheme = "lora" if job.rank == "lora" else None
    return output(job) | {"training_config.model.peft.peft_scheme": scheme}


def model(values: Values, *, lr: float, min_lr: float, weight_decay: float) -> tuple[Limit, ...]:
    """Dropouts, optimiser and schedule, with the recipe's defaults."""
    optimiser = values.below("optim")
    return (
        values.number("hidden_dropout", 0.0),
        values.number("attention_dropout", 0.0),
        values.number("ffn_dropout", 0.0),
        optimiser.number("lr", lr, usual=USUAL_LR),
        optimiser.number("weight_decay", weight_decay),
        optimiser.number("betas", [0.9, 0.999], length=2),
        optimiser.below("sched").integer("warmup_steps", 10, 1, 20),
        optimiser.below("sched").integer("constant_steps", 0, 0),
        optimiser.below("sched").number("min_lr", min_lr),
    )


def lora(values: Values, *, alpha: int, ratio: float) -> tuple[Limit, ...]:
    """The adapter, with the recipe's defaults."""
    tuning = values.below("peft.lora_tuning")
    return (
        tuning.number("lora_plus_lr_ratio", ratio, 0.0, 100.0, place="loraplus_lr_ratio"),
        tuning.choice("alpha", alpha, *ALPHAS),
        tuning.number("adapter_dropout", 0.01),
    )
