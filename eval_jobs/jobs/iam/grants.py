"""What policies are made for, and the statements that several of them share."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.jobs import addresses
from eval_jobs.results.s3 import Location

Document = dict[str, Any]
"""A policy as IAM takes it, once it is written as JSON."""


class Grants(NamedTuple):
    """The functions, buckets and keys that jobs of one account and region may use.

    Functions and keys are ARNs, buckets `s3://bucket/prefix`; `roles` are the ARNs of the roles
    that a launcher may hand to jobs. `vpc` says that jobs run in subnets of the account's own,
    `serverless` that SageMaker finds the machines.
    """

    region: str
    account: str
    functions: tuple[str, ...]
    buckets: tuple[str, ...]
    kms_keys: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    vpc: bool = False
    serverless: bool = False

    def checked(self) -> Grants:
        """Itself; ConfigError names all that cannot stand in a policy, such as a wildcard."""
        wrong = [
            f"{name}: {value!r} is no {form}"
            for name, values, pattern, form in (
                ("region", (self.region,), addresses.REGION, "region, such as us-east-1"),
                ("account", (self.account,), addresses.ACCOUNT, "account number of 12 digits"),
                ("function", self.functions, addresses.FUNCTION, "unqualified ARN of a function"),
                ("bucket", self.buckets, addresses.S3, "s3://bucket/prefix"),
                ("kms-key", self.kms_keys, addresses.KEY, "ARN of a key"),
                ("role", self.roles, addresses.ROLE, "ARN of a role"),
            )
            for value in values
            if not re.fullmatch(pattern, value)
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
