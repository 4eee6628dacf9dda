"""Hyperparameters of the services that take no recipe: Bedrock, and serverless training jobs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.limit import Like
from eval_jobs.jobs.recipes.evaluation import inference
from eval_jobs.jobs.recipes.pieces import Values
from eval_jobs.jobs.recipes.recipe import Recipe

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

_RFT: Final = "bedrock API: RFTHyperParameters; defaults of AWS's nova-forge-sdk"
_SFT: Final = "AWS docs: Bedrock user guide, Nova hyperparameters"
_SERVERLESS: Final = "template nova_smtj_lora_rft of nova_recipe_template_parameters.json"
_CUSTOM_SCORER: Final = "template nova_bring_your_own_dataset_*_eval"


def bedrock_rft(_: Job) -> Recipe:
    """Reinforcement fine-tuning on Bedrock."""
    values = Values(_RFT)
    return Recipe(
        (
            values.integer("max_epochs", 1, 1, 50, place="epochCount"),
            values.integer("global_batch_size", 128, 16, 512, place="batchSize"),
            values.number("lr", 1e-5, 1e-7, 1e-3, place="learningRate"),
            values.integer("max_prompt_length", 8192, 1, place="maxPromptLength"),
            values.integer("number_generation", 8, 2, 16, place="trainingSamplePerPrompt"),
            values.integer("max_new_tokens", 2048, 1, place="inferenceMaxTokens"),
            values.choice(
                "reasoning_effort", "medium", "low", "medium", "high", place="reasoningEffort"
            ),
            values.integer("eval_interval", 10, 1, 100, place="evalInterval"),
        ),
        {},
        {},
    )


def bedrock_sft(_: Job) -> Recipe:
    """Supervised fine-tuning on Bedrock."""
    values = Values(_SFT)
    return Recipe(
        (
            values.integer("max_epochs", 2, 1, 5, place="epochCount"),
            values.number("lr", 1e-5, 1e-6, 1e-4, place="learningRate"),
            values.integer("warmup_steps", 10, 0, 100, place="learningRateWarmupSteps"),
        ),
        {},
        {},
    )


def serverless_rft(_: Job) -> Recipe:
    """Serverless reinforcement fine-tuning (RLVR)."""
    values = Values(_SERVERLESS)
    return Recipe(
        (
            values.integer("max_steps", 10, 5, 100_000),
            values.integer("save_steps", Like("max_steps"), 0, 100_000),
            values.integer("max_length", 8192, 4096, 32768),
            values.choice("global_batch_size", 64, 16, 32, 64, 128),
            values.number("lr", 1e-5, 1e-7, 1e-3, place="learning_rate"),
            values.choice("alpha", 32, 16, 32, 64, place="lora_alpha"),
            values.number("lora_plus_lr_ratio", 64.0, 0.0, 100.0, place="learning_rate_ratio"),
        ),
        {},
        {},
    )


def custom_scorer(job: Job) -> Recipe:
    """Serverless evaluation with a grader."""
    names = {"max_new_tokens", "top_k", "top_p", "temperature"}
    limits = inference(job, Values(_CUSTOM_SCORER))
    return Recipe(tuple(limit for limit in limits if limit.name in names), {}, {})
