"""Reinforcement fine-tuning on this machine, by TRL's GRPOTrainer, paid by the deployed grader."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from datasets import Dataset
from trl import GRPOConfig, GRPOTrainer
from trl.trainer.utils import RepeatSampler

from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.local_jobs import chats
from eval_jobs.local_jobs.metrics_csv import RFT, MetricsFile
from eval_jobs.local_jobs.models import load, save
from eval_jobs.local_jobs.paying import Payer, grader
from eval_jobs.local_jobs.plan import REFERENCE, WORK
from eval_jobs.local_jobs.records import Asked, tokens_of, usable
from eval_jobs.local_jobs.rewards import reward_of
from eval_jobs.local_jobs.training import adapters, settings, train

if TYPE_CHECKING:
    from pathlib import Path

    from eval_jobs.local_jobs.plan import LocalPlan
    from eval_jobs.local_jobs.state import Progress


class EpochSampler(RepeatSampler):  # type: ignore[misc]  # trl is not installed for mypy
    """Shuffles each epoch by its number.

    TRL's goes on from the epoch before, so that a training that is taken up in a later epoch
    would meet the prompts in the order of the first one.
    """

    def set_epoch(self, epoch: int) -> None:
        """Called by accelerate before each epoch."""
        self.generator.manual_seed(self.seed + epoch)


class EpochTrainer(GRPOTrainer):  # type: ignore[misc]  # as above
    """TRL's, with the sampler above."""

    def _get_train_sampler(self, dataset: Any = None) -> EpochSampler:
        its = super()._get_train_sampler(dataset)
        return EpochSampler(
            its.data_source,
            its.mini_repeat_count,
            its.batch_size,
            its.repeat_count,
            its.shuffle,
            its.seed,
        )


def reinforced(plan: LocalPlan, folder: Path, progress: Progress) -> None:
    """Train the model by what the grader pays for its own answers."""
    if plan.train is None:
        raise ToolgradeError(f"{plan.name}: no data to train on: give data.train")
    loaded = load(plan.checkpoint or plan.model, plan.seed)
    asked = _prompts(plan.train, plan, loaded.tokenizer, progress)
    if plan.kl and plan.lora_rank is None:  # with LoRA, the weights below the adapters are this
        save(loaded, folder / WORK / REFERENCE)
        loaded.model.config._name_or_path = str(folder / WORK / REFERENCE)  # noqa: SLF001  # where TRL looks
    # TRL would write question and answer into the log of each step with an unscored answer.
    logging.getLogger("trl.trainer.grpo_trainer").setLevel(logging.ERROR)
    with grader(plan, folder) as opened:
        if opened.code_sha256 is not None:
            print(f"{plan.function} pays, code sha256 {opened.code_sha256}", flush=True)  # noqa: T201  # the log
        payer = Payer(opened.scorer, plan.batch_size, progress.note)
        trainer = EpochTrainer(
            model=loaded.model,
            reward_funcs=reward_of(payer, asked, plan.generations),
            args=GRPOConfig(
                **settings(plan, folder, plan.prompts_per_step * plan.generations, loaded.model),
                num_generations=plan.generations,
                max_completion_length=plan.max_new_tokens,
                temperature=plan.temperature,
                beta=plan.kl,
                lr_scheduler_type="constant",
            ),
            train_dataset=Dataset.from_list(
                [{"prompt": one.made, "place": place} for place, one in enumerate(asked)]
            ),
            processing_class=loaded.tokenizer,
            peft_config=adapters(plan),
        )
        train(trainer, {"reward": MetricsFile(folder, RFT)}, plan, folder, progress)


def _prompts(path: str, plan: LocalPlan, tokenizer: Any, progress: Progress) -> list[Asked]:
    def made(record: Mapping[str, Any]) -> str:
        text = chats.prompt(record, tokenizer)
        tokens_of(text, tokenizer, plan.max_prompt_tokens)
        return text

    asked = usable(path, plan.records, made, progress.note)
    if len(asked) < plan.prompts_per_step:
        raise DatasetError(
            f"{path}: {len(asked)} records for {plan.prompts_per_step} prompts a step: "
            "lower local.prompts_per_step or give more data"
        )
    return asked
