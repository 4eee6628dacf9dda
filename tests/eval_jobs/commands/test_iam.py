from __future__ import annotations

import json

import pytest
import typer
from typer.testing import CliRunner

from eval_jobs.commands.iam import iam
from eval_jobs.errors import ConfigError
from eval_jobs.jobs.iam import (
    Grants,
    bedrock_service_policy,
    bedrock_trust_policy,
    launcher_policy,
    sagemaker_execution_policy,
    sagemaker_trust_policy,
)

A, R = "111122223333", "us-east-1"
FUNCTIONS = tuple(f"arn:aws:lambda:{R}:{A}:function:SageMaker-{name}" for name in "ab")
KEY, ROLE = f"arn:aws:kms:{R}:{A}:key/abc", f"arn:aws:iam::{A}:role/Training"
GRANTS = Grants(R, A, FUNCTIONS, ("s3://my-bucket/jobs",), (KEY,), (ROLE,))
OPTIONS = [
    *(
        "--region",
        R,
        "--account",
        A,
        "--bucket",
        "s3://my-bucket/jobs",
        "--kms-key",
        KEY,
        "--role",
        ROLE,
    ),
    *("--function", FUNCTIONS[0], "--function", FUNCTIONS[1]),
]
APP = typer.Typer()
APP.command()(iam)


@pytest.mark.parametrize(
    ("arguments", "policy"),
    [
        (["launcher"], launcher_policy(GRANTS)),
        (["execution"], sagemaker_execution_policy(GRANTS)),
        (["bedrock"], bedrock_service_policy(GRANTS)),
        (["execution", "--vpc"], sagemaker_execution_policy(GRANTS._replace(vpc=True))),
        (["launcher", "--serverless"], launcher_policy(GRANTS._replace(serverless=True))),
        (["execution", "--trust"], sagemaker_trust_policy(GRANTS)),
        (["bedrock", "--trust"], bedrock_trust_policy(GRANTS)),
    ],
)
def test_the_policy_is_printed_as_json(arguments: list[str], policy: object) -> None:
    result = CliRunner().invoke(APP, [*arguments, *OPTIONS])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout) == policy


@pytest.mark.parametrize("whose", ["execution", "bedrock"])
def test_who_may_assume_a_role_does_not_depend_on_its_data(whose: str) -> None:
    result = CliRunner().invoke(APP, [whose, "--trust", "--region", R, "--account", A])
    assert result.exit_code == 0, result.output
    assert json.loads(result.stdout)["Statement"][0]["Action"] == "sts:AssumeRole"


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (["execution", "--region", R, "--account", A], "--bucket s3://BUCKET/PREFIX"),
        (["launcher", "--trust", *OPTIONS], "--trust is for roles"),
        (["launcher", "--region", R, "--account", A, "--bucket", "s3://my-bucket"], "--role ARN"),
        (
            ["bedrock", "--region", R, "--account", "1", "--bucket", "s3://my-bucket"],
            "account: '1' is no",
        ),
    ],
)
def test_what_makes_no_policy_is_told(arguments: list[str], why: str) -> None:
    result = CliRunner().invoke(APP, arguments)
    assert isinstance(result.exception, ConfigError)
    assert why in str(result.exception)
