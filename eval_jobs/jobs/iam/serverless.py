"""What serverless jobs need beside data and graders: models of a hub, and where theirs go.

Source: role and caller policies of AWS's sagemaker SDK v3 (`core/helper/iam_policies.py`). Hubs are
read as the job's role, too. The group of the models has to be there: jobs make none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from eval_jobs.jobs.iam.grants import Document, Grants, allow

READ_MODELS: Final = (
    "sagemaker:DescribeModelPackage",
    "sagemaker:DescribeModelPackageGroup",
    "sagemaker:ListModelPackages",
)
WRITE_MODELS: Final = (
    "sagemaker:AddTags",
    "sagemaker:CreateModelPackage",
    "sagemaker:UpdateModelPackage",
)


def reading(grants: Grants) -> Iterator[Document]:
    """Read hubs (AWS's models, the account's evaluators) and models that were trained."""
    if not grants.serverless:
        return
    public = f"arn:aws:sagemaker:{grants.region}:aws"
    hubs = [f"{public}:hub/SageMakerPublicHub", grants.arn("sagemaker", "hub/*")]
    contents = [
        f"{public}:hub-content/SageMakerPublicHub/*",
        grants.arn("sagemaker", "hub-content/*"),
    ]
    # Both: who may not see the hub may not read what is in it.
    actions = ["sagemaker:DescribeHub", "sagemaker:DescribeHubContent", "sagemaker:ListHubContents"]
    yield allow("ReadHubs", actions, [*hubs, *contents])
    yield allow("ReadModels", READ_MODELS, _models(grants))


def registering(grants: Grants) -> Iterator[Document]:
    """Put trained models into their group."""
    if grants.serverless:
        yield allow("RegisterModels", WRITE_MODELS, _models(grants))


def _models(grants: Grants) -> list[str]:
    return [
        grants.arn("sagemaker", f"{kind}/*") for kind in ("model-package-group", "model-package")
    ]
