"""Subnets of the account's own, as AWS's docs ask of the role of a job that runs in them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.jobs.iam.grants import Document, Grants, allow

_SEEN: Final = ("DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs")
_TAGS: Final = ("BedrockManaged", "BedrockModelCustomizationJobArn")
"""What Bedrock marks its network interfaces with."""


def sagemaker_network(grants: Grants) -> Iterator[Document]:
    """Put network interfaces into subnets (AWS docs: SageMaker roles, CreateTrainingJob)."""
    if not grants.vpc:
        return
    interfaces = grants.arn("ec2", "network-interface/*")
    yield allow("JoinNetwork", ["ec2:CreateNetworkInterface"], [interfaces, *_places(grants)])
    kept = ["ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface"]
    yield allow("KeepInterfaces", kept, [interfaces])
    released = ["ec2:DeleteNetworkInterfacePermission"]
    yield allow("ReleaseInterfacesWhichHasNoResource", released, ["*"])
    yield _seeing()


def bedrock_network(grants: Grants) -> Iterator[Document]:
    """The same for interfaces that Bedrock marks (AWS docs: Bedrock, jobs in a VPC)."""
    if not grants.vpc:
        return
    interfaces = grants.arn("ec2", "network-interface/*")
    create = ["ec2:CreateNetworkInterface"]
    yield allow("MakeInterfaces", create, [interfaces], _marked(grants, "aws:RequestTag"))
    yield allow("JoinNetwork", create, _places(grants))
    kept = [
        "ec2:CreateNetworkInterfacePermission",
        "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission",
    ]
    # The docs name no resource here, for the last of them has none, but Bedrock's marks.
    marked = _marked(grants, "ec2:ResourceTag")
    yield allow("KeepMarkedInterfacesWhichHasNoResource", kept, ["*"], marked)
    tagging = {
        "StringEquals": {"ec2:CreateAction": ["CreateNetworkInterface"]},
        "ForAllValues:StringEquals": {"aws:TagKeys": list(_TAGS)},
    }
    yield allow("TagInterfaces", ["ec2:CreateTags"], [interfaces], tagging)
    yield _seeing()


def _places(grants: Grants) -> list[str]:
    return [grants.arn("ec2", f"{kind}/*") for kind in ("subnet", "security-group")]


def _marked(grants: Grants, tag: str) -> dict[str, Any]:
    managed, job = _TAGS
    jobs = [grants.arn("bedrock", "model-customization-job/*")]
    return {"StringEquals": {f"{tag}/{managed}": ["true"]}, "ArnEquals": {f"{tag}/{job}": jobs}}


def _seeing() -> Document:
    return allow("SeeNetworkWhichHasNoResource", [f"ec2:Describe{kind}" for kind in _SEEN], ["*"])
