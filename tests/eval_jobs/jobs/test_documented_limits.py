"""The documented ranges, written down a second time: value just inside, value just outside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.jobs.limits import limits_of
from tests.eval_jobs.jobs.sample_jobs import make

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

RFT, FULL_RFT = make("rft"), make("rft", rank="full")
HYPERPOD = make("rft", backend="hyperpod")
BEDROCK, BEDROCK_SFT = make("rft", backend="bedrock"), make("sft", backend="bedrock")
SERVERLESS = make("rft", backend="serverless")
SFT, MICRO, LITE = make("sft"), make("sft", "nova-micro"), make("sft", "nova-lite")
FULL_LITE = make("sft", "nova-lite", rank="full")
PRO, DPO, PRO_DPO = make("sft", "nova-pro"), make("dpo", "nova-lite"), make("dpo", "nova-pro")
G5 = {"instance_type": "ml.g5.12xlarge"}
P4D = {"instance_type": "ml.p4d.24xlarge"}
EVAL, EVAL_1 = make("eval"), make("eval", "nova-pro")
GEN_QA = make("eval", task="gen_qa")


@pytest.mark.parametrize(
    ("job", "name", "allowed", "refused"),
    [
        (RFT, "max_length", [4096, 32768], [4095, 32769]),
        (RFT, "global_batch_size", [16, 32, 64, 128], [8, 96, 256]),
        (FULL_RFT, "global_batch_size", [16, 32, 64, 128, 256], [512]),
        (RFT, "reasoning_effort", ["low", "high", None], ["medium"]),
        (RFT, "lr", [1e-7, 1e-3], [9e-8, 2e-3]),
        (RFT, "max_steps", [5, 100_000], [4, 100_001]),
        (RFT, "save_steps", [0], [-1]),
        (RFT, "alpha", [16, 32, 64], [8, 128]),
        (RFT, "lora_plus_lr_ratio", [0, 100], [101]),
        (RFT, "number_generation", [2, 16], [1, 17]),
        (RFT, "max_new_tokens", [1, 32768], [0, 32769]),
        (RFT, "refit_freq", [1, 4], [0, 5]),
        (HYPERPOD, "lr", [1e-8], [9e-9]),
        (HYPERPOD, "global_batch_size", [16, 32, 64, 128, 256], [512]),
        (HYPERPOD, "number_generation", [2, 16], [1, 17]),
        (BEDROCK, "max_epochs", [1, 50], [0, 51]),
        (BEDROCK, "global_batch_size", [16, 512], [15, 513]),
        (BEDROCK, "lr", [1e-7, 1e-3], [9e-8, 2e-3]),
        (BEDROCK, "number_generation", [2, 16], [1, 17]),
        (BEDROCK, "eval_interval", [1, 100], [0, 101]),
        (BEDROCK, "reasoning_effort", ["low", "medium", "high"], [None]),
        (BEDROCK_SFT, "max_epochs", [1, 5], [0, 6]),
        (BEDROCK_SFT, "lr", [1e-6, 1e-4], [9e-7, 2e-4]),
        (BEDROCK_SFT, "warmup_steps", [0, 100], [101]),
        (SERVERLESS, "global_batch_size", [16, 32, 64, 128], [256]),
        (SFT, "global_batch_size", [32, 64, 128, 256], [16]),
        (SFT, "max_length", [8192, 16384, 32768, 65536], [4096, 24576]),
        (SFT, "max_steps", [4], [3]),
        (SFT, "lora_plus_lr_ratio", [1.0, 70.0], [0.5, 71.0]),
        (SFT, "alpha", [32, 64, 96, 128, 160, 192], [16, 224]),
        (MICRO, "max_length", [1024, 65536], [512, 1025, 66560]),
        (LITE, "max_length", [32768], [33792]),
        (FULL_LITE, "max_length", [65536], [66560]),
        (make("sft", "nova-micro", compute=G5), "max_length", [8192], [9216]),
        (MICRO, "global_batch_size", [16, 32, 64], [8, 128]),
        (PRO, "global_batch_size", [16, 32], [64]),
        (MICRO, "warmup_steps", [1, 20], [0, 21]),
        (MICRO, "lora_plus_lr_ratio", [0, 100], [100.1]),
        (MICRO, "adapter_dropout", [0, 1], [-0.1, 1.1]),
        (MICRO, "betas", [[0, 1]], [[0.9, 1.1], [0.9]]),
        (MICRO, "max_epochs", [1], [0]),
        (DPO, "max_length", [1024, 32768], [33792]),
        (make("dpo", "nova-lite", compute=P4D), "max_length", [16384], [17408]),
        (make("dpo", "nova-micro", compute=G5), "max_length", [4096], [5120]),
        (make("dpo", "nova-micro", compute=G5), "global_batch_size", [16, 32, 64], [128]),
        (DPO, "global_batch_size", [16, 32, 64, 128, 256], [8, 48, 512]),
        (PRO_DPO, "global_batch_size", [16, 32, 64, 128], [256]),
        (DPO, "max_epochs", [1, 5], [0, 6]),
        (DPO, "beta", [0.001, 0.1], [0.0009, 0.11]),
        (EVAL, "max_new_tokens", [1, 32768], [0, 32769]),
        (EVAL_1, "max_new_tokens", [100_000], [100_001]),
        (EVAL, "top_k", [-1], [-2]),
        (EVAL, "top_logprobs", [0, 20], [-1, 21]),
        (EVAL, "reasoning_effort", [None, "low", "high"], ["medium"]),
        (GEN_QA, "aggregation", ["min", "max", "average", "sum"], ["mean"]),
    ],
)
def test_documented_range(job: Job, name: str, allowed: list[Any], refused: list[Any]) -> None:
    limit = limits_of(job)[name]
    assert not limit.choices or set(limit.choices) == set(allowed)
    assert [value for value in allowed if not limit.is_allowed(value)] == []
    assert [value for value in refused if limit.is_allowed(value)] == []


@pytest.mark.parametrize(
    ("job", "absent"),
    [
        (EVAL_1, "reasoning_effort"),
        (FULL_RFT, "alpha"),
        (HYPERPOD, "kl_loss_coef"),
        (make("sft", rank="full"), "lora_plus_lr_ratio"),
        (EVAL, "aggregation"),
    ],
)
def test_a_recipe_does_not_have_the_values_of_others(job: Job, absent: str) -> None:
    assert absent not in limits_of(job)
