"""Whoever launches, watches, collects and deploys jobs from a laptop or in CI."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from eval_jobs.jobs.iam.grants import (
    Document,
    Grants,
    allow,
    document,
    using,
)
from eval_jobs.jobs.iam.serverless import reading
from eval_jobs.results.s3 import Location

SERVICES: Final = ("sagemaker.amazonaws.com", "bedrock.amazonaws.com")
CUSTOMIZATION: Final = ("Create", "Get", "Stop")
MODELS: Final = ("Create", "Get", "Delete")


def launcher_policy(grants: Grants) -> Document:
    """What `toolgrade job` does with the user's own credentials, checks before a launch too."""
    return document(_statements(grants))


def _statements(grants: Grants) -> Iterator[Document]:
    yield from using(grants)
    yield from _regions(grants)
    yield from _jobs(grants)
    yield from reading(grants)
    yield from _bedrock(grants)
    yield from _checks(grants)
    if grants.roles:
        passed = {"StringEquals": {"iam:PassedToService": list(SERVICES)}}
        yield allow("HandRolesToJobs", ["iam:PassRole"], grants.roles, passed)


def _regions(grants: Grants) -> Iterator[Document]:
    """Ask for a bucket's region: HeadBucket is `s3:ListBucket`, and sends no prefix."""
    buckets = dict.fromkeys(Location.parse(uri).bucket for uri in grants.buckets)
    arns = [f"arn:aws:s3:::{bucket}" for bucket in buckets]
    if arns:
        yield allow("FindRegions", ["s3:ListBucket"], arns, {"Null": {"s3:prefix": "true"}})


def _jobs(grants: Grants) -> Iterator[Document]:
    """Training and evaluation jobs, whose names are not known before, and what they log."""
    yield allow(
        "RunJobs",
        [
            "sagemaker:AddTags",
            "sagemaker:CreateTrainingJob",
            "sagemaker:DescribeTrainingJob",
            "sagemaker:StopTrainingJob",
        ],
        [grants.arn("sagemaker", "training-job/*")],
    )
    group = grants.arn("logs", "log-group:/aws/sagemaker/TrainingJobs")
    yield allow(
        "ReadLogs",
        ["logs:DescribeLogStreams", "logs:FilterLogEvents", "logs:GetLogEvents"],
        [group, f"{group}:*"],
    )


def _bedrock(grants: Grants) -> Iterator[Document]:
    jobs = grants.arn("bedrock", "model-customization-job/*")
    models = grants.arn("bedrock", "custom-model/*")
    deployments = grants.arn("bedrock", "custom-model-deployment/*")
    foundation = f"arn:aws:bedrock:{grants.region}::foundation-model/amazon.nova-*"
    yield allow(
        "CustomizeModels",
        [f"bedrock:{verb}ModelCustomizationJob" for verb in CUSTOMIZATION],
        [jobs, models, foundation],
    )
    yield allow(
        "DeployModels",
        [
            *(f"bedrock:{verb}CustomModel" for verb in MODELS),
            *(f"bedrock:{verb}CustomModelDeployment" for verb in MODELS),
            "bedrock:InvokeModel",
        ],
        [models, deployments],
    )
    tags = ["bedrock:ListTagsForResource", "bedrock:TagResource"]
    yield allow("TagModels", tags, [jobs, models, deployments])
    # A list is of the whole account, so that it has no resource.
    yield allow(
        "FindModelsWhichHasNoResource",
        ["bedrock:ListCustomModelDeployments", "bedrock:ListCustomModels"],
        ["*"],
    )


def _checks(grants: Grants) -> Iterator[Document]:
    """What the checks before a launch read."""
    if grants.functions:
        actions = ["lambda:GetFunctionConcurrency", "lambda:GetFunctionConfiguration"]
        yield allow("CheckFunctions", actions, grants.functions)
    if grants.roles:
        actions = ["iam:GetRole", "iam:SimulatePrincipalPolicy"]
        yield allow("CheckRoles", actions, grants.roles)
    # The settings of an account and its quotas are of the whole account.
    yield allow(
        "CheckTheAccountWhichHasNoResource",
        ["lambda:GetAccountSettings", "servicequotas:ListServiceQuotas"],
        ["*"],
    )
