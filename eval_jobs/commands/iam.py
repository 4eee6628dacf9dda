"""`toolgrade iam`: least-privilege policies as JSON."""

from __future__ import annotations

import json
from enum import Enum
from typing import Annotated, Any

import typer

from eval_jobs.errors import ConfigError
from eval_jobs.jobs import iam as policies
from eval_jobs.jobs.iam import Grants


class Whose(Enum):
    """Who gets the policy."""

    LAUNCHER = "launcher"
    EXECUTION = "execution"
    BEDROCK = "bedrock"


def iam(
    whose: Annotated[
        Whose,
        typer.Argument(
            help="launcher: whoever runs `toolgrade job`; execution: the role of SageMaker's "
            "jobs; bedrock: the role of Bedrock's."
        ),
    ],
    region: Annotated[str, typer.Option(help="The region of the jobs.")],
    account: Annotated[str, typer.Option(help="The account's number.")],
    bucket: Annotated[
        list[str] | None,
        typer.Option(
            metavar="s3://BUCKET/PREFIX", help="Data, output, TensorBoard; may be repeated."
        ),
    ] = None,
    function: Annotated[
        list[str] | None,
        typer.Option(metavar="ARN", help="A grader's function, unqualified; may be repeated."),
    ] = None,
    kms_key: Annotated[
        list[str] | None, typer.Option(metavar="ARN", help="A key in use; may be repeated.")
    ] = None,
    role: Annotated[
        list[str] | None,
        typer.Option(metavar="ARN", help="A role that the launcher hands to jobs (launcher)."),
    ] = None,
    vpc: Annotated[
        bool, typer.Option("--vpc", help="Jobs run in subnets of your own (execution, bedrock).")
    ] = False,
    serverless: Annotated[
        bool,
        typer.Option("--serverless", help="Jobs run serverless too (launcher, execution)."),
    ] = False,
    trust: Annotated[
        bool, typer.Option("--trust", help="Who may assume the role, instead of what it may do.")
    ] = False,
) -> None:
    """Print the policy that allows just what is needed, as JSON for `aws iam`."""
    grants = Grants(
        region,
        account,
        tuple(function or ()),
        tuple(bucket or ()),
        tuple(kms_key or ()),
        tuple(role or ()),
        vpc,
        serverless,
    ).checked()
    if not trust and not grants.buckets:
        raise ConfigError("give the data's and the output's place (--bucket s3://BUCKET/PREFIX)")
    if whose is Whose.LAUNCHER and not trust and not grants.roles:
        raise ConfigError("give the roles that jobs run as (--role ARN): the launcher passes them")
    typer.echo(json.dumps(_policy(whose, grants, trust=trust), indent=2))


def _policy(whose: Whose, grants: Grants, *, trust: bool) -> dict[str, Any]:
    match whose, trust:
        case Whose.LAUNCHER, True:
            raise ConfigError("--trust is for roles: the launcher is a user, or CI's own role")
        case Whose.LAUNCHER, _:
            return policies.launcher_policy(grants)
        case Whose.EXECUTION, True:
            return policies.sagemaker_trust_policy(grants)
        case Whose.EXECUTION, _:
            return policies.sagemaker_execution_policy(grants)
        case _, True:
            return policies.bedrock_trust_policy(grants)
    return policies.bedrock_service_policy(grants)
