"""Properties of every policy, and what sets each apart."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.iam import (
    Grants,
    bedrock_service_policy,
    bedrock_trust_policy,
    launcher_policy,
    sagemaker_execution_policy,
    sagemaker_trust_policy,
)

A, R = "111122223333", "us-west-2"
FUNCTION = f"arn:aws:lambda:{R}:{A}:function:SageMaker-reward"
KEY = f"arn:aws:kms:{R}:{A}:key/abc-1"
ROLE = f"arn:aws:iam::{A}:role/Training"
GRANTS = Grants(R, A, (FUNCTION,), ("s3://my-bucket/jobs", "s3://whole"), (KEY,), (ROLE,))
POLICIES = [launcher_policy, sagemaker_execution_policy, bedrock_service_policy]
TRUSTS = [sagemaker_trust_policy, bedrock_trust_policy]
Make = Callable[[Grants], dict[str, Any]]


def by_sid(policy: dict[str, Any]) -> dict[str, Any]:
    return {statement["Sid"]: statement for statement in policy["Statement"]}


def granted(policy: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for statement in policy["Statement"]:
        for action in statement["Action"]:
            yield from ((action, resource) for resource in statement["Resource"])


@pytest.mark.parametrize("make", POLICIES)
def test_every_policy_is_as_iam_takes_it(make: Make) -> None:
    policy = make(GRANTS)
    assert policy["Version"] == "2012-10-17"
    assert len(by_sid(policy)) == len(policy["Statement"])
    for statement in policy["Statement"]:
        assert set(statement) - {"Condition"} == {"Sid", "Effect", "Action", "Resource"}
        assert statement["Effect"] == "Allow"
        assert statement["Sid"].isalnum()
        assert statement["Resource"]


@pytest.mark.parametrize("make", POLICIES)
def test_no_action_is_a_wildcard_and_none_deletes_data(make: Make) -> None:
    actions = {action for action, _ in granted(make(GRANTS))}
    assert not [action for action in actions if "*" in action]
    assert not [action for action in actions if action.startswith("s3:Delete")]


@pytest.mark.parametrize("make", POLICIES)
def test_only_what_has_no_resource_is_for_all_and_says_so(make: Make) -> None:
    for statement in make(GRANTS._replace(vpc=True, serverless=True))["Statement"]:
        everything = statement["Resource"] == ["*"]
        assert everything == ("*" in statement["Resource"])
        assert everything == statement["Sid"].endswith("WhichHasNoResource") or (
            statement["Sid"] == "WriteMetricsWhichHaveNoResource"
        )


@pytest.mark.parametrize("make", POLICIES)
def test_functions_and_keys_are_the_named_ones(make: Make) -> None:
    for action, resource in granted(make(GRANTS)):
        if action.startswith("kms:"):
            assert resource == KEY
        if action.startswith("lambda:") and action != "lambda:GetAccountSettings":
            assert resource == FUNCTION


@pytest.mark.parametrize("make", POLICIES)
def test_objects_are_below_the_prefix_and_only_it_is_listed(make: Make) -> None:
    sids = by_sid(make(GRANTS))
    assert sids["ReadAndWrite"]["Resource"] == [
        "arn:aws:s3:::my-bucket/jobs/*",
        "arn:aws:s3:::whole/*",
    ]
    assert sids["List1"]["Resource"] == ["arn:aws:s3:::my-bucket"]
    assert sids["List1"]["Condition"] == {"StringLike": {"s3:prefix": ["jobs", "jobs/*"]}}
    assert "Condition" not in sids["List2"]


@pytest.mark.parametrize("make", POLICIES)
def test_what_is_not_given_is_not_granted(make: Make) -> None:
    policy = make(Grants(R, A, (), ("s3://b",)))
    services = {action.split(":")[0] for action, _ in granted(policy)}
    assert "kms" not in services
    assert "iam" not in services
    assert "lambda:InvokeFunction" not in {action for action, _ in granted(policy)}


@pytest.mark.parametrize("make", POLICIES)
def test_resources_are_of_this_region_and_account(make: Make) -> None:
    for action, resource in granted(make(GRANTS)):
        service, region, account = (*resource.split(":"), "", "", "", "")[2:5]
        assert region in {R, ""}, (action, resource)
        if account not in {A, ""}:
            assert service == "ecr"  # AWS's own account keeps the images


@pytest.mark.parametrize("make", [launcher_policy, sagemaker_execution_policy])
def test_hubs_and_models_are_for_serverless_jobs_only(make: Make) -> None:
    sids = by_sid(make(GRANTS._replace(serverless=True)))
    own, public = f"arn:aws:sagemaker:{R}:{A}", f"arn:aws:sagemaker:{R}:aws"
    assert sids["ReadHubs"]["Resource"] == [
        f"{public}:hub/SageMakerPublicHub",
        f"{own}:hub/*",
        f"{public}:hub-content/SageMakerPublicHub/*",
        f"{own}:hub-content/*",
    ]
    assert "sagemaker:DescribeHubContent" in sids["ReadHubs"]["Action"]
    models = [f"{own}:model-package-group/*", f"{own}:model-package/*"]
    assert sids["ReadModels"]["Resource"] == models
    registers = make is sagemaker_execution_policy  # the service does, as the job's role
    assert ("RegisterModels" in sids) == registers
    assert set(by_sid(make(GRANTS))) == sids.keys() - {"ReadHubs", "ReadModels", "RegisterModels"}


@pytest.mark.parametrize(
    ("make", "service", "source"),
    [
        (sagemaker_trust_policy, "sagemaker", "training-job/*"),
        (bedrock_trust_policy, "bedrock", "model-customization-job/*"),
    ],
)
def test_a_role_is_trusted_to_one_service_for_jobs_of_the_account(
    make: Make, service: str, source: str
) -> None:
    (statement,) = make(GRANTS)["Statement"]
    assert statement["Principal"] == {"Service": f"{service}.amazonaws.com"}
    assert statement["Action"] == "sts:AssumeRole"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": A}
    sources = statement["Condition"]["ArnLike"]["aws:SourceArn"]
    assert f"arn:aws:{service}:{R}:{A}:{source}" in sources
    assert all(one.startswith(f"arn:aws:{service}:{R}:{A}:") for one in sources)


def test_the_launcher_hands_its_roles_to_the_two_services_only() -> None:
    statement = by_sid(launcher_policy(GRANTS))["HandRolesToJobs"]
    assert statement["Action"] == ["iam:PassRole"]
    assert statement["Resource"] == [ROLE]
    assert statement["Condition"] == {
        "StringEquals": {
            "iam:PassedToService": ["sagemaker.amazonaws.com", "bedrock.amazonaws.com"]
        }
    }


def test_roles_of_jobs_launch_nothing() -> None:
    for make in (sagemaker_execution_policy, bedrock_service_policy):
        services = {action.split(":")[0] for action, _ in granted(make(GRANTS))}
        assert not services & {"iam", "sagemaker", "bedrock", "servicequotas"}


def test_the_launcher_may_ask_for_the_regions_of_buckets() -> None:
    """HeadBucket sends no prefix: it takes s3:ListBucket where none is given."""
    statement = by_sid(launcher_policy(GRANTS))["FindRegions"]
    assert statement["Action"] == ["s3:ListBucket"]
    assert statement["Resource"] == ["arn:aws:s3:::my-bucket", "arn:aws:s3:::whole"]
    assert statement["Condition"] == {"Null": {"s3:prefix": "true"}}


@pytest.mark.parametrize("make", [sagemaker_execution_policy, bedrock_service_policy])
def test_jobs_join_a_network_only_where_that_is_asked(make: Make) -> None:
    asked = {action for action, _ in granted(make(GRANTS._replace(vpc=True)))}
    assert {"ec2:CreateNetworkInterface", "ec2:DescribeSubnets"} <= asked
    assert not [action for action, _ in granted(make(GRANTS)) if action.startswith("ec2:")]


def test_deleting_a_permission_has_no_resource() -> None:
    """On a network interface it would allow nothing (EC2: actions and their resources)."""
    asked = set(granted(sagemaker_execution_policy(GRANTS._replace(vpc=True))))
    assert ("ec2:DeleteNetworkInterfacePermission", "*") in asked
    assert ("ec2:DeleteNetworkInterface", f"arn:aws:ec2:{R}:{A}:network-interface/*") in asked
    assert "ec2:CreateTags" not in {action for action, _ in asked}


def test_bedrock_touches_the_interfaces_that_it_marks() -> None:
    sids = by_sid(bedrock_service_policy(GRANTS._replace(vpc=True)))
    jobs = [f"arn:aws:bedrock:{R}:{A}:model-customization-job/*"]
    for sid, tag in (
        ("MakeInterfaces", "aws:RequestTag"),
        ("KeepMarkedInterfacesWhichHasNoResource", "ec2:ResourceTag"),
    ):
        assert sids[sid]["Condition"] == {
            "StringEquals": {f"{tag}/BedrockManaged": ["true"]},
            "ArnEquals": {f"{tag}/BedrockModelCustomizationJobArn": jobs},
        }
    assert sids["TagInterfaces"]["Condition"] == {
        "StringEquals": {"ec2:CreateAction": ["CreateNetworkInterface"]},
        "ForAllValues:StringEquals": {
            "aws:TagKeys": ["BedrockManaged", "BedrockModelCustomizationJobArn"]
        },
    }


def test_grants_for_volumes_are_for_aws_services_only() -> None:
    statement = by_sid(sagemaker_execution_policy(GRANTS))["EncryptVolumes"]
    assert statement["Condition"] == {"Bool": {"kms:GrantIsForAWSResource": "true"}}


def test_images_are_of_the_regions_account() -> None:
    images = by_sid(sagemaker_execution_policy(GRANTS))["FetchImages"]["Resource"]
    assert images[0] == f"arn:aws:ecr:{R}:176779409107:repository/nova-fine-tune-repo"
    elsewhere = sagemaker_execution_policy(GRANTS._replace(region="eu-north-1"))
    assert "FetchImages" not in by_sid(elsewhere)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("region", "*"),
        ("account", "1"),
        ("functions", ("*",)),
        ("functions", (f"{FUNCTION}:live",)),
        ("functions", ("SageMaker-reward",)),
        ("buckets", ("s3://*",)),
        ("buckets", ("s3://my-bucket/a*",)),
        ("buckets", ("my-bucket",)),
        ("kms_keys", ("alias/x",)),
        ("roles", (f"arn:aws:iam::{A}:role/*",)),
    ],
)
def test_what_would_grant_too_much_or_nothing_is_refused(field: str, value: Any) -> None:
    wrong = GRANTS._replace(**{field: value})
    with pytest.raises(ConfigError, match="is no "):
        wrong.checked()
    assert GRANTS.checked() == GRANTS
