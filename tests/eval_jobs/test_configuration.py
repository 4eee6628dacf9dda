from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.configuration import VARIABLE, load_grader, parse_config
from eval_jobs.errors import ConfigError
from graders import GradingConfig, available

WORKSHOP = GradingConfig(preset="nova-workshop")
HALVES = {"weights": {"tool_selection": 0.5, "exact_match": 0.5}, "curve": 1}


@pytest.fixture(autouse=True)
def no_configuration_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


def config_of(grader: Any) -> GradingConfig:
    config = grader.config
    assert isinstance(config, GradingConfig)
    return config


@pytest.mark.parametrize(
    "text",
    [
        json.dumps(HALVES),
        json.dumps(HALVES, indent="\t"),
        "\ufeff" + json.dumps(HALVES, indent="\t"),
        "weights:\n  tool_selection: 0.5\n  exact_match: 0.5\ncurve: 1\n",
        "\ufeffcurve: 1\nweights: {tool_selection: 0.5, exact_match: 0.5}",
    ],
)
@pytest.mark.parametrize("name", ["config.json", "config.yaml"])
def test_a_file_is_json_or_yaml(tmp_path: Path, text: str, name: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    assert config_of(load_grader("tool_call", path)) == GradingConfig.model_validate(HALVES)


@pytest.mark.parametrize("text", ["", "\n", "# nothing", "{}", "null"])
def test_nothing_is_the_default_preset(text: str) -> None:
    assert parse_config(text, "x") == GradingConfig()


def test_the_environment_counts_where_no_file_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, '{"preset": "nova-workshop"}')
    assert config_of(load_grader("tool_call", None)) == WORKSHOP


def test_a_file_counts_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, "nonsense: [")
    path = tmp_path / "config.yaml"
    path.write_text("preset: nova-workshop")
    assert config_of(load_grader("tool_call", path)) == WORKSHOP


def test_without_either_it_is_the_default_preset() -> None:
    assert config_of(load_grader("tool_call", None)) == GradingConfig()


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("weights: {tool_selection: 0.4}", "x: weights: weights must sum to 1, these sum to 0.4: "),
        (
            "weights: {tool_selction: 1}",
            "x: weights: unknown grader 'tool_selction'; known graders: ",
        ),
        (
            "weights: {tool_selection: -1}",
            "x: weights.tool_selection: Input should be greater than",
        ),
        ("wieghts: {}", "x: wieghts: unknown field; known fields: preset, weights, curve"),
        ("comparators: {a: {kind: text, k: 1}}", "x: comparators.a.k: Extra inputs are not"),
        ("preset: best", "x: preset: Input should be 'default' or 'nova-workshop'"),
        ("[1]", "x: not a mapping, such as {preset: nova-workshop}"),
        ("5", "x: not a mapping"),
        ("a: [", "x: neither JSON nor YAML: "),
        ('{"a": 1', "x: neither JSON nor YAML: "),
        ("[" * 3_000, "x: neither JSON nor YAML: "),
        ("a: 2020-13-45", "x: neither JSON nor YAML: "),
        ("a: \x1b", "x: neither JSON nor YAML: "),
    ],
)
def test_nonsense_names_its_source_and_field(text: str, problem: str) -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config(text, "x")
    assert str(caught.value).startswith(problem)


def test_every_problem_has_a_line() -> None:
    with pytest.raises(ConfigError) as caught:
        parse_config("{curve: 9, order: random, more: 1}", "my.yaml")
    lines = str(caught.value).split("\n")
    assert [line.split(": ")[:2] for line in lines] == [
        ["my.yaml", "curve"],
        ["my.yaml", "order"],
        ["my.yaml", "more"],
    ]


def test_the_variable_is_named_in_its_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(VARIABLE, '{"curve": 9}')
    with pytest.raises(ConfigError, match=r"^TOOLGRADE_CONFIG: curve: "):
        load_grader("tool_call", None)


@pytest.mark.parametrize("name", ["nope", "", "../x", "sample", "graders.tool_call"])
def test_an_unknown_grader_lists_the_known_ones(name: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_grader(name, None)
    assert str(caught.value).endswith(f"known graders: {', '.join(available())}")


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"^cannot read .*no\.yaml: No such file or directory$"):
        load_grader("tool_call", tmp_path / "no.yaml")


def test_a_file_that_is_no_text_is_a_clear_error(tmp_path: Path) -> None:
    path = tmp_path / "config.yaml"
    path.write_bytes(b"\xff\xfe\xff")
    with pytest.raises(ConfigError, match=r"^cannot read .*config\.yaml: 'utf-8' codec"):
        load_grader("tool_call", path)
