"""The role that Bedrock's customization jobs run as, and that it reads checkpoints with."""

from __future__ import annotations

from collections.abc import Iterator

from eval_jobs.jobs.iam.grants import (
    Document,
    Grants,
    allow,
    document,
    trust,
    using,
)
from eval_jobs.jobs.iam.network import bedrock_network


def bedrock_trust_policy(grants: Grants) -> Document:
    """Bedrock may assume the role, for customization and custom models of this account."""
    sources = [
        grants.arn("bedrock", "model-customization-job/*"),
        grants.arn("bedrock", "custom-model/*"),
        grants.arn("bedrock", "model-import-job/*"),  # AWS docs send custom models to this role
    ]
    return trust("bedrock.amazonaws.com", grants.account, sources)


def bedrock_service_policy(grants: Grants) -> Document:
    """What a customization job does itself: read and write data, call the grader."""
    return document(_statements(grants))


def _statements(grants: Grants) -> Iterator[Document]:
    yield from using(grants)
    yield from bedrock_network(grants)
    # SageMaker keeps Nova's checkpoints in buckets of AWS's own, one for each account; how a
    # name ends is not known before the first job.
    escrow = f"arn:aws:s3:::customer-escrow-{grants.account}-*"
    yield allow("ReadCheckpoints", ["s3:GetObject", "s3:ListBucket"], [escrow, f"{escrow}/*"])
