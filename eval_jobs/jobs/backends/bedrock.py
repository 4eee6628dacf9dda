"""Bedrock customization jobs: supervised fine-tuning, and RFT with the Lambda grader."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.files import output_uri, place
from eval_jobs.jobs.profiles import foundation_model
from eval_jobs.jobs.recipes.values import bedrock_hyperparameters
from eval_jobs.jobs.request import Request

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """The CreateModelCustomizationJob call of a job.

    `name` is the job's and the custom model's. `checkpoint` is the ARN of the custom model to go
    on from; None starts from the base model. The token is made of everything else that is sent,
    so that the same request is one job however often it is sent.
    """
    if job.technique not in ("sft", "rft"):
        raise ConfigError(f"technique: Bedrock has no job of technique {job.technique!r} for Nova")
    if checkpoint and not checkpoint.startswith("arn:"):
        raise ConfigError(
            f"start: {checkpoint}: Bedrock goes on from the ARN of a custom model: deploy the "
            "checkpoint first, which makes one"
        )
    files = place(job, name, data)
    parameters: dict[str, Any] = {
        "jobName": name,
        "customModelName": name,
        "roleArn": job.role,
        "baseModelIdentifier": checkpoint or foundation_model(job),
        "trainingDataConfig": {"s3Uri": files.uris["train"]},
        "outputDataConfig": {"s3Uri": output_uri(job)},
        **(_reinforcement(job) if job.technique == "rft" else _supervised(job)),
        **_surroundings(job),
    }
    if "validation" in files.uris:
        parameters["validationDataConfig"] = {"validators": [{"s3Uri": files.uris["validation"]}]}
    parameters["clientRequestToken"] = _token(parameters)
    return Request(
        name,
        "bedrock",
        "create_model_customization_job",
        job.region,
        parameters,
        files.uploads,
    )


def _supervised(job: Job) -> dict[str, Any]:
    return {
        "customizationType": "FINE_TUNING",
        "hyperParameters": bedrock_hyperparameters(job),
    }


def _reinforcement(job: Job) -> dict[str, Any]:
    """The values are numbers here, where a supervised job's are strings."""
    if job.grader is None:
        raise ConfigError("grader: a job of technique 'rft' needs one")
    return {
        "customizationType": "REINFORCEMENT_FINE_TUNING",
        "customizationConfig": {
            "rftConfig": {
                "graderConfig": {"lambdaGrader": {"lambdaArn": job.grader.function}},
                "hyperParameters": bedrock_hyperparameters(job),
            }
        },
    }


def _surroundings(job: Job) -> dict[str, Any]:
    compute = job.compute
    parameters: dict[str, Any] = {}
    if compute.kms_key:
        parameters["customModelKmsKeyId"] = compute.kms_key
    if compute.subnets:
        parameters["vpcConfig"] = {
            "subnetIds": list(compute.subnets),
            "securityGroupIds": list(compute.security_groups),
        }
    if compute.tags:
        tags = [{"key": key, "value": value} for key, value in compute.tags.items()]
        parameters |= {"jobTags": tags, "customModelTags": tags}
    return parameters


def _token(parameters: Mapping[str, Any]) -> str:
    text = json.dumps(parameters, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
