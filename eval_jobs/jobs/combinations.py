"""What the parts of a job file must be to one another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import TYPE_CHECKING, Any

from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.based import based
from eval_jobs.jobs.instances import is_managed
from eval_jobs.jobs.job import is_folder
from eval_jobs.jobs.recipes.extra import collisions

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def combinations(job: Job, values: Mapping[str, Any], started: Job | None) -> Iterator[Finding]:
    """What is wrong between parts that are each right. `values` holds those that are."""
    return chain(
        _data(job),
        _grader(job),
        _deployed(job),
        _start(job, started),
        _platform(job, started),
        based(job),
        _extra(job),
        _rates(values),
        _steps(values),
        _exploration(job, values),
    )


def _error(check: str, what: str, why: str = "", mend: str = "") -> Finding:
    return Finding(Severity.ERROR, check, what, why, mend)


def _warning(check: str, what: str, why: str = "", mend: str = "") -> Finding:
    return Finding(Severity.WARNING, check, what, why, mend)


def _data(job: Job) -> Iterator[Finding]:
    splits = job.data.model_dump()
    needed = "test" if job.technique == "eval" else "train"
    if splits.pop(needed) is None:
        yield _error(
            f"data.{needed}",
            f"there is no data.{needed}",
            f"A job of technique {job.technique} reads it.",
            f"Add data.{needed}: a JSONL file, or its s3:// address.",
        )
    for name, address in job.data:
        if job.backend == "local" and address is not None and address.startswith("s3://"):
            yield _error(
                f"data.{name}",
                f"{address} is not on this machine",
                "The local backend reads local files, and asks nothing of S3.",
                f"Download it, and say `--set data.{name}=FILE`.",
            )
    for name, address in splits.items():
        if address is not None and (name == "test" or job.technique == "eval"):
            yield _warning(
                f"data.{name}",
                f"data.{name} is not read",
                f"A job of technique {job.technique} reads {needed} only.",
                "Remove it, or is the technique another one?",
            )


def _grader(job: Job) -> Iterator[Finding]:
    grader = job.grader
    rewarded = job.technique == "rft" or (job.technique == "eval" and job.task == "rft_eval")
    if grader is None:
        if rewarded or (job.technique == "eval" and is_managed(job)):
            yield _error(
                "grader",
                "there is no grader",
                "Its function pays the reward.",
                "Add grader.function: the ARN of the Lambda function.",
            )
    elif job.technique in {"sft", "dpo"}:
        what = f"the grader is not called by {job.technique}"
        yield _warning("grader", what, mend="Remove grader, or is the technique another one?")
    elif grader.lambda_type == "custom_metrics" and (rewarded or job.backend != "sagemaker"):
        yield _error(
            "grader.lambda_type",
            "lambda_type is 'custom_metrics'",
            "Only evaluations with task: gen_qa on sagemaker call a function so "
            "(source: AWS docs, Nova evaluation; its recipes).",
            "Change grader.lambda_type to rft, or task to gen_qa on sagemaker.",
        )


def _deployed(job: Job) -> Iterator[Finding]:
    if job.backend == "local" and job.local.deployed and not job.region:
        yield _error(
            "region",
            "there is no region",
            "local.deployed calls the grader's function on AWS.",
            "Add region, or remove local.deployed: then the built function grades here.",
        )


def _start(job: Job, started: Job | None) -> Iterator[Finding]:
    if isinstance(job.start, str) and not _leads_somewhere(job, job.start):
        local = job.backend == "local"
        yield _error(
            "start",
            f"start is {job.start!r}",
            "A job on this machine goes on from the folder of a Hugging Face model."
            if local
            else "A job goes on from a checkpoint: its s3:// URI, or a model's ARN.",
            "Give the checkpoint, an earlier job as {job: NAME}, or nothing for the base model.",
        )
    if started is not None and started.model != job.model:
        yield _error(
            "start",
            f"start leads to a checkpoint of {started.model}, and the model is {job.model}",
            "A container fails on a checkpoint of another model "
            "(source: AWS docs, Nova evaluation: model_type and checkpoint).",
            f"Change model to {started.model}, or start.",
        )


def _leads_somewhere(job: Job, start: str) -> bool:
    if job.backend == "local":
        return is_folder(start)
    return start.startswith(("s3://", "arn:"))


def _platform(job: Job, started: Job | None) -> Iterator[Finding]:
    trained = started.backend if started is not None else _trained_on(job.start)
    instances = ("sagemaker", "hyperpod")
    evaluates = job.technique == "eval" and job.backend in instances
    if started is not None and trained != job.backend and "local" in (trained, job.backend):
        yield _error(
            "start",
            f"start is a checkpoint of {trained}, and the job is to run on {job.backend}",
            "This machine trains a small stand-in, whose checkpoints are of no use elsewhere, and "
            "those of AWS never leave it.",
            f"Change backend to {trained}.",
        )
    elif evaluates and trained in instances and trained != job.backend:
        yield _error(
            "start",
            f"start is a checkpoint of {trained}, and the evaluation is to run on {job.backend}",
            "A checkpoint is evaluated on the platform that trained it "
            "(source: sagemaker SDK v3, validate_eval_platform_compatibility).",
            f"Change backend to {trained}.",
        )


def _trained_on(start: object) -> str | None:
    """Where a checkpoint was trained, as far as the name of its escrow bucket tells."""
    bucket = start.removeprefix("s3://").partition("/")[0] if isinstance(start, str) else ""
    if not bucket.startswith("customer-escrow-"):
        return None
    marks = {"-hp-": "hyperpod", "-smtj-": "sagemaker"}  # the SDK tells them apart so
    return next((platform for mark, platform in marks.items() if mark in bucket), None)


def _extra(job: Job) -> Iterator[Finding]:
    for place, known, mend in collisions(job):
        yield _error(
            f"extra.{place}",
            f"{place} sets {known} too, which is a known value",
            "extra is passed on unchecked, and would overwrite it.",
            mend,
        )


def _rates(values: Mapping[str, Any]) -> Iterator[Finding]:
    rate, least = values.get("lr"), values.get("min_lr")
    if rate is not None and least is not None and rate <= least:
        yield _error(
            "recipe.lr",
            f"lr is {rate!r} and min_lr is {least!r}",
            "The learning rate falls from lr to min_lr (source: AWS docs, Nova 1.0 SFT).",
            "Raise recipe.lr, or lower recipe.min_lr.",
        )


def _steps(values: Mapping[str, Any]) -> Iterator[Finding]:
    steps = values.get("max_steps")
    for name in ("save_steps", "warmup_steps"):
        value = values.get(name)
        if steps is not None and value is not None and value > steps:
            yield _error(
                f"recipe.{name}",
                f"{name} is {value} and max_steps is {steps}",
                "It is never reached (source: comments of the recipe).",
                f"Lower recipe.{name}, or raise recipe.max_steps.",
            )


def _exploration(job: Job, values: Mapping[str, Any]) -> Iterator[Finding]:
    if job.technique != "rft":
        return
    if values.get("top_k") == 1 or values.get("temperature") == 0:
        yield _warning(
            "recipe.top_k",
            f"top_k is {values.get('top_k')} and temperature is {values.get('temperature')}",
            "All answers to a prompt are the same: no exploration, and no advantage to learn from.",
            "Set recipe.top_k to 0 and recipe.temperature to 1.",
        )
    batch, answers = values.get("global_batch_size"), values.get("number_generation")
    if job.backend == "hyperpod" and batch and answers and batch % answers:
        yield _warning(
            "recipe.number_generation",
            f"global_batch_size is {batch} and number_generation is {answers}",
            "A batch is of answers: global_batch_size / number_generation prompts "
            "(source: AWS docs, RFT on HyperPod).",
            "Let one divide the other.",
        )
    longest, new = values.get("max_length"), values.get("max_new_tokens")
    if longest is not None and new is not None and new >= longest:
        yield _warning(
            "recipe.max_new_tokens",
            f"max_new_tokens is {new} and max_length is {longest}",
            "max_length holds the prompt and the answer (source: AWS docs, Nova 2 RFT).",
            "Raise recipe.max_length, or lower recipe.max_new_tokens.",
        )
