"""Settings from the environment."""

from __future__ import annotations

import pytest

from reward_service.settings import VARIABLES, Settings, SettingsError


def test_without_variables_the_defaults_hold() -> None:
    settings = Settings.from_environment({"PATH": "/usr/bin"})
    assert settings == Settings()
    assert settings.grader == "tool_call"
    assert settings.envelope is None
    assert settings.log_content is False
    assert settings.deadline_margin_ms == 500


def test_an_empty_variable_is_an_unset_one() -> None:
    assert Settings.from_environment(dict.fromkeys(VARIABLES.values(), "")) == Settings()


def test_every_variable_is_read() -> None:
    settings = Settings.from_environment(
        {
            "TOOLGRADE_GRADER": "tool_selection",
            "TOOLGRADE_CONFIG": '{"order": "strict"}',
            "TOOLGRADE_ENVELOPE": "body_json",
            "TOOLGRADE_LOG_CONTENT": "true",
            "TOOLGRADE_DEADLINE_MARGIN_MS": "2500",
            "AWS_LAMBDA_FUNCTION_NAME": "SageMaker-x",
        }
    )
    assert settings.grader == "tool_selection"
    assert settings.config.order == "strict"
    assert settings.envelope == "body_json"
    assert settings.log_content is True
    assert settings.deadline_margin_ms == 2500
    assert settings.function_name == "SageMaker-x"


@pytest.mark.parametrize(
    ("variable", "value", "explanation"),
    [
        ("TOOLGRADE_GRADER", "tool_cal", "unknown grader 'tool_cal'; known graders:"),
        ("TOOLGRADE_CONFIG", '{"curve": ', "not JSON: .*column"),
        ("TOOLGRADE_CONFIG", "[]", "object|dictionary|instance"),
        ("TOOLGRADE_CONFIG", '{"wieghts": {}}', "wieghts"),
        ("TOOLGRADE_CONFIG", '{"curve": 99}', "curve"),
        ("TOOLGRADE_CONFIG", '{"weights": {"tool_selection": 0.5}}', "weights: .*sum to 1"),
        ("TOOLGRADE_ENVELOPE", "list", "'bare', 'body_list', 'body_json' or 'custom_metrics'"),
        ("TOOLGRADE_LOG_CONTENT", "perhaps", "boolean"),
        ("TOOLGRADE_DEADLINE_MARGIN_MS", "-1", "greater than or equal to 0"),
        ("TOOLGRADE_DEADLINE_MARGIN_MS", "1s", "integer"),
    ],
)
def test_nonsense_names_the_variable_and_what_is_wrong(
    variable: str, value: str, explanation: str
) -> None:
    with pytest.raises(SettingsError, match=f"^{variable}: .*(?:{explanation})"):
        Settings.from_environment({variable: value})


def test_every_wrong_variable_is_told_at_once() -> None:
    environment = {"TOOLGRADE_ENVELOPE": "list", "TOOLGRADE_LOG_CONTENT": "perhaps"}
    with pytest.raises(SettingsError) as caught:
        Settings.from_environment(environment)
    assert [line.split(":")[0] for line in str(caught.value).splitlines()] == list(environment)
