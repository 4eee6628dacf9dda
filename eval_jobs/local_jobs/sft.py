"""Supervised fine-tuning on this machine, by TRL's SFTTrainer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datasets import Dataset
from trl import SFTConfig, SFTTrainer

from eval_jobs.errors import ToolgradeError
from eval_jobs.local_jobs import chats
from eval_jobs.local_jobs.metrics_csv import SFT, VALIDATION, VALIDATION_METRICS, MetricsFile
from eval_jobs.local_jobs.models import load
from eval_jobs.local_jobs.records import tokens_of, usable
from eval_jobs.local_jobs.training import adapters, settings, train

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eval_jobs.local_jobs.plan import LocalPlan
    from eval_jobs.local_jobs.state import Progress


def supervised(plan: LocalPlan, folder: Path, progress: Progress) -> None:
    """Teach the model the answers of the training split; the loss is on these alone."""
    if plan.train is None:
        raise ToolgradeError(f"{plan.name}: no data to train on: give data.train")
    loaded = load(plan.checkpoint or plan.model, plan.seed)
    files = {"loss": MetricsFile(folder, SFT)}
    validating: dict[str, Any] = {}
    if plan.validation is not None:
        files["eval_loss"] = MetricsFile(folder, VALIDATION, VALIDATION_METRICS)
        validating = {"eval_strategy": "steps", "eval_steps": plan.save_steps}
    trainer = SFTTrainer(
        model=loaded.model,
        args=SFTConfig(
            **settings(plan, folder, plan.prompts_per_step, loaded.model),
            **validating,
            per_device_eval_batch_size=1,
            completion_only_loss=True,
            max_length=None,
        ),
        train_dataset=_examples(plan.train, plan, loaded.tokenizer, progress),
        eval_dataset=plan.validation
        and _examples(plan.validation, plan, loaded.tokenizer, progress),
        processing_class=loaded.tokenizer,
        peft_config=adapters(plan),
    )
    train(trainer, files, plan, folder, progress)


def _examples(path: str, plan: LocalPlan, tokenizer: Any, progress: Progress) -> Dataset:
    """Prompt and answer of each record as tokens, apart, as the model will meet them."""

    def example(record: Mapping[str, Any]) -> dict[str, list[int]]:
        asked = tokens_of(chats.prompt(record, tokenizer), tokenizer, plan.max_prompt_tokens)
        taught = tokenizer(chats.completion(record), add_special_tokens=False)["input_ids"]
        taught = [*taught, tokenizer.eos_token_id]
        return {
            "input_ids": asked + taught,
            "completion_mask": [0] * len(asked) + [1] * len(taught),
        }

    return Dataset.from_list(
        [one.made for one in usable(path, plan.records, example, progress.note)]
    )
