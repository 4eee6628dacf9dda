"""What supervised and reinforcement fine-tuning share: settings, checkpoints and what is left."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from transformers import PrinterCallback

from eval_jobs.local_jobs.checkpoints import KEPT, newest
from eval_jobs.local_jobs.models import Loaded, save
from eval_jobs.local_jobs.passes import together
from eval_jobs.local_jobs.plan import CHECKPOINT, TRAINER, WORK
from eval_jobs.local_jobs.recording import Recorder
from eval_jobs.results.layout import MANIFEST
from eval_jobs.results.manifest import KEY

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from eval_jobs.local_jobs.metrics_csv import MetricsFile
    from eval_jobs.local_jobs.plan import LocalPlan
    from eval_jobs.local_jobs.state import Progress


def settings(plan: LocalPlan, folder: Path, examples: int, model: Any) -> dict[str, Any]:
    """The arguments that both trainers take; `examples` make a step."""
    at_a_time = together(plan, examples, model)
    return {
        "per_device_train_batch_size": at_a_time,
        "gradient_accumulation_steps": examples // at_a_time,
        "output_dir": str(folder / WORK / TRAINER),
        "max_steps": plan.max_steps,
        "save_strategy": "steps",
        "save_steps": plan.save_steps,
        "save_total_limit": KEPT,
        "logging_steps": 1,
        "learning_rate": plan.learning_rate,
        "seed": plan.seed,
        "data_seed": plan.seed,
        "bf16": False,
        "gradient_checkpointing": False,  # saves memory that a small model does not need
        "dataloader_pin_memory": False,
        "disable_tqdm": True,
        "report_to": "none",
    }


def adapters(plan: LocalPlan) -> Any:
    """LoRA on every linear layer, None where all weights are trained."""
    if plan.lora_rank is None:
        return None
    from peft import LoraConfig

    return LoraConfig(
        r=plan.lora_rank,
        lora_alpha=2 * plan.lora_rank,
        target_modules="all-linear",
        task_type="CAUSAL_LM",
    )


def train(
    trainer: Any,
    files: Mapping[str, MetricsFile],
    plan: LocalPlan,
    folder: Path,
    progress: Progress,
) -> None:
    """Train from the last whole checkpoint on, and leave a model and a manifest.

    `files` are the metrics files, each by the figure that a log has when it has a row for it.
    """
    last = newest(folder / WORK / TRAINER)
    step = last.step if last else 0
    for file in files.values():
        file.go_on_after(step)
    trainer.remove_callback(PrinterCallback)  # the recorder prints what matters
    trainer.add_callback(Recorder(files, progress))
    progress.begin("training", step, plan.max_steps)
    if last and last.step >= plan.max_steps:  # it would train one more step
        trainer._load_from_checkpoint(str(last.folder))  # noqa: SLF001  # there is no other way
    else:
        trainer.train(resume_from_checkpoint=str(last.folder) if last else None)
    progress.begin("saving", plan.max_steps, plan.max_steps)
    _leave(trainer, folder)


def _leave(trainer: Any, folder: Path) -> None:
    model = trainer.accelerator.unwrap_model(trainer.model)
    if hasattr(model, "merge_and_unload"):
        model = model.merge_and_unload()
    place, partial = folder / CHECKPOINT, folder / f"{CHECKPOINT}.partial"
    for old in (place, partial):  # of a process that was killed
        shutil.rmtree(old, ignore_errors=True)
    save(Loaded(model, trainer.processing_class), partial)
    partial.rename(place)
    draft = folder / f"{MANIFEST}.partial"
    draft.write_text(json.dumps({KEY: str(place.resolve())}, indent=2) + "\n", encoding="utf-8")
    draft.replace(folder / MANIFEST)
