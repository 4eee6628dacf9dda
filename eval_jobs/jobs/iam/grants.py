"""What policies are made for, and the statements that several of them share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.results.s3 import Location

Document = dict[str, Any]
"""A policy as IAM takes it, once it is written as JSON."""

REGION: Final = re.compile(r"[a-z]{2}(-[a-z]+)+-\d")
ACCOUNT: Final = re.compile(r"\d{12}")
FUNCTION: Final = re.compile(r"arn:aws:lambda:[a-z0-9-]+:\d{12}:function:[A-Za-z0-9-_]+")
KEY: Final = re.compile(r"arn:aws:kms:[a-z0-9-]+:\d{12}:key/[A-Za-z0-9-]+")
ROLE: Final = re.compile(r"arn:aws:iam::\d{12}:role/[\w+=,.@/-]+")
BUCKET: Final = re.compile(r"s3://[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](/[^*?$]*)?")


class Grants(NamedTuple):
    """The functions, buckets and keys that jobs of one account and region may use.

    Functions and keys are ARNs, buckets `s3://bucket/prefix`; `roles` are the ARNs of the roles
    that a launcher may hand to jobs. `vpc` says that jobs run in subnets of the account's own.
    """

    region: str
    account: str
    functions: tuple[str, ...]
    buckets: tuple[str, ...]
    kms_keys: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    vpc: bool = False

    def checked(self) -> Grants:
        """Itself; ConfigError names all that cannot stand in a policy, such as a wildcard."""
        wrong = [
            f"{name}: {value!r} is no {form}"
            for name, values, pattern, form in (
                ("region", (self.region,), REGION, "region, such as us-east-1"),
                ("account", (self.account,), ACCOUNT, "account number of 12 digits"),
                ("function", self.functions, FUNCTION, "unqualified ARN of a function"),
                ("bucket", self.buckets, BUCKET, "s3://bucket/prefix"),
                ("kms-key", self.kms_keys, KEY, "ARN of a key"),
                ("role", self.roles, ROLE, "ARN of a role"),
            )
            for value in values
            if not pattern.fullmatch(value)
        ]
        if wrong:
            raise ConfigError("\n".join(wrong))
        return self

    def arn(self, service: str, resource: str) -> str:
        """The ARN of a resource of this account and region."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


def document(statements: Iterable[Document]) -> Document:
    """A policy of these statements."""
    return {"Version": "2012-10-17", "Statement": list(statements)}


def allow(
    sid: str,
    actions: Iterable[str],
    resources: Iterable[str],
    condition: Mapping[str, Any] | None = None,
) -> Document:
    """A statement that allows `actions` on `resources`; `sid` says what for."""
    statement: Document = {
        "Sid": sid,
        "Effect": "Allow",
        "Action": list(actions),
        "Resource": list(resources),
    }
    return {**statement, "Condition": dict(condition)} if condition else statement


def trust(service: str, account: str, sources: Iterable[str]) -> Document:
    """Lets `service` assume the role, for these sources of this account only."""
    return document(
        [
            {
                "Effect": "Allow",
                "Principal": {"Service": service},
                "Action": "sts:AssumeRole",
                "Condition": {
                    "StringEquals": {"aws:SourceAccount": account},
                    "ArnLike": {"aws:SourceArn": list(sources)},
                },
            }
        ]
    )


def using(grants: Grants) -> Iterator[Document]:
    """What jobs and whoever launches them both do: use the data, the graders and the keys."""
    yield from _storage(grants)
    if grants.functions:
        yield allow("Grade", ["lambda:InvokeFunction"], grants.functions)
    if grants.kms_keys:
        actions = ["kms:Decrypt", "kms:DescribeKey", "kms:GenerateDataKey"]
        yield allow("Encrypt", actions, grants.kms_keys)


def _storage(grants: Grants) -> Iterator[Document]:
    """Read and write below the given prefixes, and list them; nothing is deleted."""
    objects = []
    for number, uri in enumerate(grants.buckets, 1):
        bucket, prefix = Location.parse(uri)
        below = f"{prefix}/*" if prefix else "*"
        objects.append(f"arn:aws:s3:::{bucket}/{below}")
        condition = {"StringLike": {"s3:prefix": [prefix, below]}} if prefix else None
        yield allow(f"List{number}", ["s3:ListBucket"], [f"arn:aws:s3:::{bucket}"], condition)
    if objects:
        yield allow("ReadAndWrite", ["s3:GetObject", "s3:PutObject"], objects)


def networking(grants: Grants) -> Iterator[Document]:
    """Put network interfaces into subnets, as AWS's docs ask of a job's role in a VPC."""
    if not grants.vpc:
        return
    interfaces = grants.arn("ec2", "network-interface/*")
    used = [grants.arn("ec2", f"{kind}/*") for kind in ("subnet", "security-group")]
    yield allow("JoinNetwork", ["ec2:CreateNetworkInterface"], [interfaces, *used])
    yield allow(
        "KeepInterfaces",
        [
            "ec2:CreateNetworkInterfacePermission",
            "ec2:DeleteNetworkInterface",
            "ec2:DeleteNetworkInterfacePermission",
        ],
        [interfaces],
    )
    # Tags may be given while an interface is made, and not later; Bedrock marks its own so.
    made = {"StringEquals": {"ec2:CreateAction": "CreateNetworkInterface"}}
    yield allow("TagInterfaces", ["ec2:CreateTags"], [interfaces], made)
    kinds = ("DhcpOptions", "NetworkInterfaces", "SecurityGroups", "Subnets", "Vpcs")
    yield allow("SeeNetworkWhichHasNoResource", [f"ec2:Describe{kind}" for kind in kinds], ["*"])
