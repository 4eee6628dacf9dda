"""The optional roles of template.yaml: what `toolgrade iam` prints, and off by default."""

from __future__ import annotations

import json
from typing import Any, Final

import pytest

from eval_jobs.jobs.iam import (
    Grants,
    bedrock_service_policy,
    bedrock_trust_policy,
    sagemaker_execution_policy,
    sagemaker_trust_policy,
)
from eval_jobs.jobs.profiles import ACCOUNTS
from tests.test_template import PARAMETERS, RESOURCES, TEMPLATE

ACCOUNT, REGION, BUCKET = "111122223333", "us-east-1", "my-bucket"
KEY: Final = f"arn:aws:kms:{REGION}:{ACCOUNT}:key/abc"
VALUES: Final = {
    "AWS::AccountId": ACCOUNT,
    "AWS::Region": REGION,
    "JobBucket": BUCKET,
    "JobKmsKeyArn": KEY,
}
GRANTS: Final = Grants(REGION, ACCOUNT, (), (f"s3://{BUCKET}",))
ROLES: Final = {
    "TrainingRole": (sagemaker_trust_policy, sagemaker_execution_policy),
    "BedrockRole": (bedrock_trust_policy, bedrock_service_policy),
}


def resolved(value: Any) -> Any:
    """The template's value in this account, with the parameters given."""
    if isinstance(value, dict):
        if value.keys() == {"Ref"}:
            return VALUES[value["Ref"]]
        if value.keys() == {"Sub"}:
            text = value["Sub"]
            for name, given in VALUES.items():
                text = text.replace(f"${{{name}}}", given)
            return text
        return {key: resolved(item) for key, item in value.items()}
    return [resolved(item) for item in value] if isinstance(value, list) else value


def statements(policy: dict[str, Any]) -> dict[str, Any]:
    return {statement["Sid"]: statement for statement in policy["Statement"]}


@pytest.mark.parametrize("name", ROLES)
def test_a_role_is_trusted_as_the_command_prints_it(name: str) -> None:
    trust, _ = ROLES[name]
    assert resolved(RESOURCES[name]["Properties"]["AssumeRolePolicyDocument"]) == trust(GRANTS)


@pytest.mark.parametrize("name", ROLES)
def test_a_role_may_what_the_command_prints(name: str) -> None:
    _, make = ROLES[name]
    properties = RESOURCES[name]["Properties"]
    (policy,) = properties["Policies"]
    got, wanted = statements(resolved(policy["PolicyDocument"])), statements(make(GRANTS))
    images = wanted.get("FetchImages", {}).get("Resource", [])
    if images:  # the template does not know its region: it names the images of all
        assert set(images) < set(got["FetchImages"]["Resource"])
        got["FetchImages"]["Resource"] = images
    assert got == wanted
    assert properties["ManagedPolicyArns"] == [{"Ref": "InvokePolicy"}]


def test_images_are_named_for_every_region_that_has_them() -> None:
    text = json.dumps(RESOURCES["TrainingRole"])
    named = [(region, account) for region, account in ACCOUNTS.items() if account in text]
    assert named == list(ACCOUNTS.items())
    assert all(f"arn:aws:ecr:{region}:{account}:" in text for region, account in named)


def test_the_key_is_granted_as_the_command_prints_it() -> None:
    key = RESOURCES["JobKeyPolicy"]
    wanted = statements(sagemaker_execution_policy(GRANTS._replace(kms_keys=(KEY,))))
    assert statements(resolved(key["Properties"]["PolicyDocument"])) == {
        sid: wanted[sid] for sid in ("Encrypt", "EncryptVolumes")
    }
    assert key["Condition"] == "UsesJobKey"


def test_nothing_of_it_is_made_by_default() -> None:
    assert PARAMETERS["JobBucket"]["Default"] == PARAMETERS["JobKmsKeyArn"]["Default"] == ""
    conditions = TEMPLATE["Conditions"]
    assert conditions["MakesJobRoles"] == {"Not": [{"Equals": [{"Ref": "JobBucket"}, ""]}]}
    assert {"Condition": "MakesJobRoles"} in conditions["UsesJobKey"]["And"]
    for name in ROLES:
        assert RESOURCES[name]["Condition"] == "MakesJobRoles"
        output = TEMPLATE["Outputs"][f"{name}Arn"]
        assert output["Condition"] == "MakesJobRoles"
        assert output["Value"] == {"GetAtt": f"{name}.Arn"}


def test_wildcards_stand_only_where_names_do_not_exist_yet() -> None:
    for name in ROLES:
        for policy in RESOURCES[name]["Properties"]["Policies"]:
            for statement in resolved(policy["PolicyDocument"])["Statement"]:
                assert not [action for action in statement["Action"] if "*" in action]
                if "*" in statement["Resource"]:
                    assert statement["Sid"].endswith("NoResource")
