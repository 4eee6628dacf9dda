"""What template.yaml promises: names that SageMaker takes, and no right that is not needed."""

from __future__ import annotations

import re
import tomllib
from itertools import product
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
import yaml

from reward_service import handlers
from reward_service.contracts import CONTRACTS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT: Final = Path(__file__).parents[1]
FUNCTIONS: Final = {
    "RewardFunction": ("reward", "bare"),
    "OpenWeightRewardFunction": ("open_weight_reward", "body_json"),
    "NovaScorerFunction": ("nova_scorer", "body_list"),
    "NovaMetricsFunction": ("nova_metrics", "custom_metrics"),
}
DEPLOY_DOC: Final = (ROOT / "docs/deploy.md").read_text()
LONGEST_STACK_NAME: Final = "s" * 40  # the document states it


class TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short tags: `!GetAtt X.Arn` becomes `{"GetAtt": "X.Arn"}`."""


def _intrinsic(loader: TemplateLoader, name: str, node: yaml.Node) -> dict[str, Any]:
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    assert isinstance(node, yaml.ScalarNode)
    return {name: loader.construct_scalar(node)}


TemplateLoader.add_multi_constructor("!", _intrinsic)


def _load_template() -> Any:
    loader = TemplateLoader((ROOT / "template.yaml").read_text())
    try:
        return loader.get_single_data()
    finally:
        loader.dispose()


TEMPLATE: Final = _load_template()
RESOURCES: Final = TEMPLATE["Resources"]
ALWAYS: Final = {name: made for name, made in RESOURCES.items() if "Condition" not in made}
"""What a stack has whatever its parameters are."""
PARAMETERS: Final = TEMPLATE["Parameters"]


def _of_type(resource_type: str) -> dict[str, Any]:
    return {
        name: resource["Properties"]
        for name, resource in ALWAYS.items()
        if resource["Type"] == resource_type
    }


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        value = [*value, *value.values()]
    if isinstance(value, list):
        for item in value:
            yield from _strings(item)
    elif isinstance(value, str):
        yield value


def _function_name(function: str) -> str:
    template = RESOURCES[function]["Properties"]["FunctionName"]["Sub"]
    assert isinstance(template, str)
    return template.replace("${AWS::StackName}", LONGEST_STACK_NAME)


def test_there_are_the_four_functions_and_nothing_that_opens_them_to_others() -> None:
    assert set(_of_type("AWS::Serverless::Function")) == set(FUNCTIONS)
    assert {resource["Type"] for resource in ALWAYS.values()} == {
        "AWS::IAM::ManagedPolicy",
        "AWS::IAM::Role",
        "AWS::Logs::LogGroup",
        "AWS::Serverless::Function",
    }


def test_nothing_has_a_wildcard() -> None:
    assert [text for text in _strings(ALWAYS) if "*" in text] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_has_its_own_entry_point_envelope_and_nothing_else_of_its_own(
    function: str,
) -> None:
    entry_point, envelope = FUNCTIONS[function]
    properties = dict(RESOURCES[function]["Properties"])
    properties.pop("ReservedConcurrentExecutions", None)
    assert properties["Handler"] == f"reward_service.handlers.{entry_point}"
    assert callable(getattr(handlers, entry_point))
    assert properties["Environment"]["Variables"] == {"TOOLGRADE_ENVELOPE": envelope}
    assert envelope in CONTRACTS
    assert set(properties) == {  # no code, runtime, alias, event, URL or policy of its own
        "Description",
        "Environment",
        "FunctionName",
        "Handler",
        "LoggingConfig",
        "Role",
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_names_begin_as_sagemaker_demands_and_fit(function: str) -> None:
    name = _function_name(function)
    assert re.fullmatch(rf"SageMaker-{LONGEST_STACK_NAME}-[A-Za-z0-9-]+", name)
    assert len(name) <= 64


def test_names_differ() -> None:
    assert len({_function_name(function) for function in FUNCTIONS}) == len(FUNCTIONS)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_can_write_its_own_log_streams_and_do_nothing_else(function: str) -> None:
    properties = RESOURCES[function]["Properties"]
    logs = properties["LoggingConfig"]["LogGroup"]["Ref"]
    assert RESOURCES[logs]["Properties"] == {
        "LogGroupName": {"Sub": "/aws/lambda/" + properties["FunctionName"]["Sub"]},
        "RetentionInDays": {"Ref": "LogRetentionDays"},
    }
    role = RESOURCES[properties["Role"]["GetAtt"].removesuffix(".Arn")]["Properties"]
    assert set(role) == {"AssumeRolePolicyDocument", "Policies"}
    assert role["AssumeRolePolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        }
    ]
    (policy,) = role["Policies"]
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
            "Resource": {"GetAtt": f"{logs}.Arn"},
        }
    ]


def test_no_two_functions_share_a_role_or_a_log_group() -> None:
    functions = _of_type("AWS::Serverless::Function").values()
    assert len({properties["Role"]["GetAtt"] for properties in functions}) == len(FUNCTIONS)
    assert len(_of_type("AWS::IAM::Role")) == len(FUNCTIONS)
    assert len(_of_type("AWS::Logs::LogGroup")) == len(FUNCTIONS)


def test_the_policy_for_training_roles_invokes_exactly_these_functions() -> None:
    (policy,) = _of_type("AWS::IAM::ManagedPolicy").values()
    assert policy["PolicyDocument"]["Statement"] == [
        {
            "Effect": "Allow",
            "Action": "lambda:InvokeFunction",
            "Resource": [{"GetAtt": f"{function}.Arn"} for function in FUNCTIONS],
        }
    ]


def test_outputs_are_unqualified_arns() -> None:
    outputs = TEMPLATE["Outputs"].items()
    values = {name: output["Value"] for name, output in outputs if "Condition" not in output}
    assert values == {
        **{f"{function}Arn": {"GetAtt": f"{function}.Arn"} for function in FUNCTIONS},
        "InvokePolicyArn": {"Ref": "InvokePolicy"},
    }


def test_defaults() -> None:
    defaults = {name: parameter["Default"] for name, parameter in PARAMETERS.items()}
    assert defaults == {
        "Architecture": "arm64",
        "Runtime": "python3.13",
        "Timeout": 300,
        "MemorySize": 1769,
        "ReservedConcurrency": 0,
        "LogRetentionDays": 30,
        "LogLevel": "INFO",
        "LogContent": "false",
        "Grader": "tool_call",
        "GraderConfig": "{}",
        "JobBucket": "",
        "JobKmsKeyArn": "",
        "NotificationEmail": "",
    }


def test_samconfig_builds_and_deploys_the_templates_own_defaults() -> None:
    config = tomllib.loads((ROOT / "samconfig.toml").read_text())
    given = config["default"]["global"]["parameters"]["parameter_overrides"]
    assert given == [
        f"{name}={PARAMETERS[name]['Default']}" for name in ("Architecture", "Runtime")
    ]


@pytest.mark.parametrize("text", ['{"preset": "nova-workshop"}', "{}"])
def test_a_json_object_is_a_grader_config(text: str) -> None:
    assert re.fullmatch(PARAMETERS["GraderConfig"]["AllowedPattern"], text)


def test_what_sam_makes_of_unquoted_json_is_refused() -> None:
    assert not re.fullmatch(PARAMETERS["GraderConfig"]["AllowedPattern"], "{")


@pytest.mark.parametrize("function", FUNCTIONS)
def test_the_build_is_told_what_to_build_for(function: str) -> None:
    assert RESOURCES[function]["Metadata"] == {
        "BuildMethod": "makefile",
        "ContextPath": {"Sub": "src/targets/${Architecture}-${Runtime}"},
        "WorkingDirectory": ".",
    }


@pytest.mark.parametrize(
    ("architecture", "runtime"),
    list(
        product(PARAMETERS["Architecture"]["AllowedValues"], PARAMETERS["Runtime"]["AllowedValues"])
    ),
)
def test_every_target_has_its_makefile(architecture: str, runtime: str) -> None:
    makefile = ROOT / "src/targets" / f"{architecture}-{runtime}" / "Makefile"
    assert makefile.read_text().splitlines() == [
        f"platform := {architecture.replace('arm64', 'aarch64')}",
        f"python := {runtime.removeprefix('python')}",
        "include src/targets/recipe.mk",
    ]


def _pins(lock: str) -> list[str]:
    return re.findall(r"^[a-z].*(?= \\)", (ROOT / lock).read_text(), re.MULTILINE)


def test_the_artifact_gets_the_versions_that_the_tests_run_with() -> None:
    pins = set(_pins("src/requirements.txt"))
    assert pins
    assert pins <= set(_pins("requirements/dev.txt"))


def test_the_lock_has_no_markers_because_pip_would_ask_the_building_interpreter() -> None:
    assert [pin for pin in _pins("src/requirements.txt") if ";" in pin] == []


@pytest.mark.parametrize("name", [*PARAMETERS, *TEMPLATE["Outputs"]])
def test_docs_name_every_parameter_and_output(name: str) -> None:
    assert re.search(rf"\b{name}\b", DEPLOY_DOC)


@pytest.mark.parametrize("event", re.findall(r"events/\w+\.json", DEPLOY_DOC))
def test_docs_send_events_that_exist(event: str) -> None:
    assert (ROOT / event).is_file()
