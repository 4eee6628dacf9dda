"""From a job to the one request that launches it, whatever the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from eval_jobs.jobs.backends import bedrock, hyperpod, sagemaker, serverless

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job
    from eval_jobs.jobs.request import Request

BACKENDS: Final = {
    "sagemaker": sagemaker.build_request,
    "serverless": serverless.build_request,
    "hyperpod": hyperpod.build_request,
    "bedrock": bedrock.build_request,
}


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """What to send to launch the job under this name; it reads no network and no clock.

    `checkpoint` is what the job goes on from (an S3 URI, or the ARN of a model, as the backend
    has it), None for the base model. `data` holds the address of each split: what is no
    `s3://` address is a local file, and is uploaded. ConfigError where the job cannot be launched.
    """
    return BACKENDS[job.backend](job, name, checkpoint=checkpoint, data=data)
