"""Job notifications in template.yaml: off by default, and published by two rules alone."""

from __future__ import annotations

import json
import re
from typing import Any, Final

import botocore.session
import pytest

from tests.test_template import PARAMETERS, RESOURCES, TEMPLATE

NAMES: Final = ("JobTopic", "JobTopicPolicy", "TrainingJobRule", "BedrockJobRule")
ENDS: Final = ["Completed", "Failed", "Stopped"]
RULES: Final = {
    "TrainingJobRule": {
        "source": "aws.sagemaker",
        "detail-type": "SageMaker Training Job State Change",
        "detail": {"TrainingJobName": "legal-rft", "TrainingJobStatus": "Failed"},
    },
    "BedrockJobRule": {
        "source": "aws.bedrock",
        "detail-type": "Model Customization Job State Change",
        "detail": {"jobName": "legal-rft", "jobStatus": "Failed"},
    },
}
"""An event of each, as the services' documents show them."""
STATUSES: Final = {
    "TrainingJobRule": ("sagemaker", "DescribeTrainingJob", "TrainingJobStatus"),
    "BedrockJobRule": ("bedrock", "GetModelCustomizationJob", "status"),
}


def rule(name: str) -> dict[str, Any]:
    properties: dict[str, Any] = RESOURCES[name]["Properties"]
    return properties


def matches(pattern: Any, event: Any) -> bool:
    """Whether an event matches, as far as patterns of plain values go."""
    if isinstance(pattern, dict):
        return all(key in event and matches(pattern[key], event[key]) for key in pattern)
    return event in pattern


def test_nothing_is_made_without_an_address() -> None:
    assert PARAMETERS["NotificationEmail"]["Default"] == ""
    assert TEMPLATE["Conditions"]["NotifiesOfJobs"] == {
        "Not": [{"Equals": [{"Ref": "NotificationEmail"}, ""]}]
    }
    assert all(RESOURCES[name]["Condition"] == "NotifiesOfJobs" for name in NAMES)


@pytest.mark.parametrize(
    ("address", "taken"),
    [("", True), ("a@b.example", True), ("a", False), ("a@b@c", False), ("a @b", False)],
)
def test_an_address_is_one(address: str, taken: bool) -> None:
    pattern = PARAMETERS["NotificationEmail"]["AllowedPattern"]
    assert (re.fullmatch(pattern, address) is not None) is taken


def test_the_topic_mails_to_the_address() -> None:
    subscription = {"Protocol": "email", "Endpoint": {"Ref": "NotificationEmail"}}
    assert rule("JobTopic")["Subscription"] == [subscription]


def test_eventbridge_alone_may_publish() -> None:
    (statement,) = rule("JobTopicPolicy")["PolicyDocument"]["Statement"]
    assert statement["Effect"] == "Allow"
    assert statement["Principal"] == {"Service": "events.amazonaws.com"}
    assert statement["Action"] == "sns:Publish"
    assert statement["Resource"] == {"Ref": "JobTopic"}
    assert "Condition" not in statement  # EventBridge could not publish
    assert rule("JobTopicPolicy")["Topics"] == [{"Ref": "JobTopic"}]


@pytest.mark.parametrize("name", RULES)
def test_a_rule_takes_its_jobs_ends_and_nothing_else(name: str) -> None:
    pattern, event = rule(name)["EventPattern"], RULES[name]
    assert matches(pattern, event)
    status = next(key for key in event["detail"] if key.lower().endswith("status"))
    assert pattern["detail"] == {status: ENDS}
    assert not matches(pattern, {**event, "detail": {status: "InProgress"}})
    assert not any(matches(pattern, RULES[other]) for other in RULES if other != name)


@pytest.mark.parametrize("name", RULES)
def test_the_ends_are_statuses_of_the_service(name: str) -> None:
    service, operation, field = STATUSES[name]
    model = botocore.session.get_session().get_service_model(service)
    known = model.operation_model(operation).output_shape.members[field].enum
    assert set(ENDS) <= set(known)


@pytest.mark.parametrize("name", RULES)
def test_a_message_names_the_job_and_its_end(name: str) -> None:
    (target,) = rule(name)["Targets"]
    assert target["Arn"] == {"Ref": "JobTopic"}
    transformer = target["InputTransformer"]
    message = transformer["InputTemplate"]
    for key, path in transformer["InputPathsMap"].items():
        value: Any = RULES[name]
        for part in path.removeprefix("$.").split("."):
            value = value[part]
        message = message.replace(f"<{key}>", value)
    assert json.loads(message).endswith(
        "job legal-rft: Failed. More: toolgrade job status legal-rft"
    )
