"""Whether the datasets are what the service takes, large enough, and fit the model's window."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.read import read_records
from eval_jobs.datasets.validation.formats import Format
from eval_jobs.datasets.validation.size import NO_RECORDS, Target
from eval_jobs.datasets.validation.summary import Summary
from eval_jobs.datasets.validation.validate import validate
from eval_jobs.errors import DatasetError
from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.capacity import too_many_records
from eval_jobs.jobs.preflight.findings import error, ok, warning

if TYPE_CHECKING:
    from eval_jobs.jobs.preflight.plan import Plan

CHARACTERS_PER_TOKEN: Final = 4
"""A rule of thumb for English; the model's own tokens are not known on this machine."""
ANSWER_KEYS: Final = ("id", "reference_answer", "metadata", "response")
"""What the model does not read of a record that it is to answer."""
FORMATS: Final = {"sft": Format.SFT, "dpo": Format.DPO, "rft": Format.RFT}
TASKS: Final = {"rft_eval": Format.RFT_EVAL, "gen_qa": Format.GEN_QA}
WHY: Final = {
    Severity.ERROR: "The service would refuse the file, or the job would fail on it.",
    Severity.WARNING: "The job would run, with less to show for it.",
    Severity.NOTE: "It may be as you want it.",
}


def check(plan: Plan, paths: Mapping[str, Path]) -> Iterator[Finding]:
    """Each split that lies on this machine: the rules of its format, its size, its length."""
    if plan.split not in {name for name, address in plan.job.data if address is not None}:
        yield error(
            f"data.{plan.split}",
            f"the job file names no data.{plan.split}",
            f"A job of technique {plan.job.technique} reads it.",
            f"Set data.{plan.split} to a JSONL file or its s3:// address.",
        )
    for split, path in paths.items():
        try:
            yield from _valid(plan, split, path)
            if plan.job.backend != "local":  # where another limit holds: see here.prompts
                yield from _length(plan, split, path)
            if split == "train":
                yield from _capacity(plan, path)
        except DatasetError as failure:
            why = "The job would fail when it reads its data."
            yield error(f"data.{split}", str(failure), why, f"Correct data.{split}.")


def _valid(plan: Plan, split: str, path: Path) -> Iterator[Finding]:
    """A finding for each rule that is broken, with how often and where first."""
    address = getattr(plan.job.data, split)
    broken = Summary(shown=1)
    for problem in validate(path, _format(plan), target=_target(plan, split)):
        beside = split != plan.split and problem.rule.startswith("size.")
        if not beside or problem.rule == NO_RECORDS.name:  # a validation set may be small
            broken.add(problem)
    for entry in broken.entries:
        first = entry.examples[0]
        place = first.place.replace(str(path), address)  # not where it was downloaded to
        times = f"{entry.count:,} times, first " if entry.count > 1 else ""
        yield Finding(
            entry.severity,
            f"data.{entry.rule}",
            f"{split}: {times}{place}: {first.message}",
            WHY[entry.severity],
            "`toolgrade data validate FILE` lists all problems.",
        )
    if not broken.count(Severity.ERROR):
        yield ok(f"data.{split}", f"{address} breaks no rule that would stop the job")


def _format(plan: Plan) -> Format | None:
    """The format of the job's files; None where several will do (serverless evaluation)."""
    job = plan.job
    if job.technique != "eval":
        return FORMATS[job.technique]
    return None if job.backend == "serverless" else TASKS[job.task]


def _target(plan: Plan, split: str) -> Target:
    batch: int | None = plan.recipe.get("global_batch_size") if split == plan.split else None
    generations = plan.recipe.get("number_generation")
    if batch and generations and plan.job.backend == "hyperpod":
        batch = -(-batch // generations)  # AWS docs, HyperPod: the batch counts generations
    return Target(plan.job.model, plan.job.backend, batch)


def estimated_tokens(record: Mapping[str, Any], technique: str) -> int:
    """Characters / 4 of what the model reads: SFT and DPO learn from the whole record."""
    whole = technique in {"sft", "dpo"}
    read = {key: value for key, value in record.items() if whole or key not in ANSWER_KEYS}
    return -(-len(json.dumps(read, ensure_ascii=False)) // CHARACTERS_PER_TOKEN)


def _length(plan: Plan, split: str, path: Path) -> Iterator[Finding]:
    """Whether records fit: those to be answered leave room for the answer."""
    room, limit = _room(plan)
    if room is None:
        return
    rows = over = longest = 0
    for _, record, problem in read_records(path):
        if problem is None:
            tokens = estimated_tokens(record, plan.job.technique)
            rows, over, longest = rows + 1, over + (tokens > room), max(longest, tokens)
    estimate = f"the longest about {longest:,} tokens (characters / 4, an estimate)"
    if over:
        yield warning(
            "data.length",
            f"{split}: {over:,} of {rows:,} records seem longer than {limit}; {estimate}",
            "They would be cut, dropped, or end the job.",
            f"Change recipe.{limit.split()[0]}, or leave these records out.",
        )
    else:
        yield ok("data.length", f"{split}: all records seem to fit {limit}; {estimate}")


def _capacity(plan: Plan, path: Path) -> Iterator[Finding]:
    """Whether so many records can be trained on in time."""
    records = sum(problem is None for _, _, problem in read_records(path))
    return too_many_records(plan.job, plan.recipe, records)


def _room(plan: Plan) -> tuple[int | None, str]:
    """The tokens that a record may have, and which recipe values say so."""
    if "max_prompt_length" in plan.recipe:  # Bedrock counts prompts apart from answers
        room: int = plan.recipe["max_prompt_length"]
        return room, f"max_prompt_length {room:,}"
    window: int | None = plan.recipe.get("max_length")
    answer: int = plan.recipe.get("max_new_tokens", 0) if plan.job.technique == "rft" else 0
    if window is None or not answer:
        return window, f"max_length {window or 0:,}"
    return window - answer, f"max_length {window:,} less max_new_tokens {answer:,}"
