"""The role that SageMaker's training and evaluation jobs run as."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from eval_jobs.jobs.iam.grants import (
    Document,
    Grants,
    allow,
    document,
    trust,
    using,
)
from eval_jobs.jobs.iam.network import sagemaker_network
from eval_jobs.jobs.iam.serverless import reading, registering
from eval_jobs.jobs.profiles import ACCOUNTS

REPOSITORIES: Final = ("nova-fine-tune-repo", "nova-evaluation-repo")
"""Source: nova_regional_parameters.json, as the images of `profiles`."""
LOGS: Final = "log-group:/aws/sagemaker/TrainingJobs"


def sagemaker_trust_policy(grants: Grants) -> Document:
    """SageMaker may assume the role, for training jobs of this account and region."""
    return trust(
        "sagemaker.amazonaws.com", grants.account, [grants.arn("sagemaker", "training-job/*")]
    )


def sagemaker_execution_policy(grants: Grants) -> Document:
    """What a job does itself: read and write data, call the grader, log, fetch its image."""
    return document(_statements(grants))


def _statements(grants: Grants) -> Iterator[Document]:
    yield from using(grants)
    yield from sagemaker_network(grants)
    if grants.kms_keys:
        # A volume's key is used through a grant, which only AWS's own services may get so.
        service_only = {"Bool": {"kms:GrantIsForAWSResource": "true"}}
        yield allow("EncryptVolumes", ["kms:CreateGrant"], grants.kms_keys, service_only)
    # Streams are named after the jobs, which do not exist yet.
    yield allow(
        "Log",
        [
            "logs:CreateLogGroup",
            "logs:CreateLogStream",
            "logs:DescribeLogStreams",
            "logs:PutLogEvents",
        ],
        [grants.arn("logs", LOGS), grants.arn("logs", f"{LOGS}:*")],
    )
    # CloudWatch has no resources for metrics: the condition names what may be written instead.
    yield allow(
        "WriteMetricsWhichHaveNoResource",
        ["cloudwatch:PutMetricData"],
        ["*"],
        {"StringEquals": {"cloudwatch:namespace": "/aws/sagemaker/TrainingJobs"}},
    )
    yield from _images(grants)
    yield from reading(grants)
    yield from registering(grants)


def _images(grants: Grants) -> Iterator[Document]:
    owner = ACCOUNTS.get(grants.region)
    if owner is None:
        return
    yield allow(
        "FetchImages",
        ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
        [f"arn:aws:ecr:{grants.region}:{owner}:repository/{name}" for name in REPOSITORIES],
    )
    # A login to the registry is for the whole registry.
    yield allow("LogInToTheRegistryWhichHasNoResource", ["ecr:GetAuthorizationToken"], ["*"])
