"""Jobs for tests, by what matters of them."""

from __future__ import annotations

from typing import Any

from eval_jobs.jobs.job import Job
from eval_jobs.jobs.limits import check

ARN = "arn:aws:lambda:us-east-1:111122223333:function:SageMaker-RewardFunction"
DATA = "s3://my-bucket/data.jsonl"


def make(technique: str, model: str = "nova-2-lite", **fields: Any) -> Job:
    """A job that passes its checks on the default backend, with `fields` of its own."""
    content: dict[str, Any] = {
        "name": "job",
        "technique": technique,
        "model": model,
        "region": "us-east-1",
        "role": "arn:aws:iam::111122223333:role/Training",
        "data": {"test" if technique == "eval" else "train": DATA},
        "grader": {"function": ARN} if technique in {"rft", "eval"} else None,
        "output": "s3://my-bucket/jobs",
    }
    return Job.model_validate(content | fields)


def errors(job: Job, **known: Any) -> list[str]:
    return [finding.check for finding in check(job, **known).errors]


def warnings(job: Job, **known: Any) -> list[str]:
    return [finding.check for finding in check(job, **known).warnings]
