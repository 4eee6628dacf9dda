from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.configuration import VARIABLE
from eval_jobs.errors import ConfigError
from eval_jobs.evaluate.judging import in_process, through_function
from graders import GradingConfig, load
from tests.eval_jobs.services import Reply, Service, aws_fault

if TYPE_CHECKING:
    from eval_jobs.evaluate.lambda_scorer import LambdaScorer

WORKSHOP = '{"preset": "nova-workshop"}'


def deploy(function: Service, **variables: str) -> None:
    function.faults += [Reply({"Environment": {"Variables": variables}})]


@pytest.fixture
def config_file(tmp_path: Path) -> Path:
    path = tmp_path / "config.json"
    path.write_text(WORKSHOP)
    return path


def test_in_this_process_file_and_environment_count(
    monkeypatch: pytest.MonkeyPatch, config_file: Path
) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)
    assert in_process(None, config_file).config.preset == "nova-workshop"
    assert in_process("field_match", None).config == GradingConfig()
    monkeypatch.setenv(VARIABLE, WORKSHOP)
    judge = in_process(None, None)
    assert (judge.grader, judge.config.preset) == ("tool_call", "nova-workshop")
    assert judge.metric_names == load("tool_call", judge.config).metric_names


def test_a_function_grades_as_it_is_set(
    scorer: LambdaScorer, function: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(VARIABLE, '{"curve": 1}')  # of this machine, not of the function
    deploy(function, TOOLGRADE_CONFIG=WORKSHOP, TOOLGRADE_GRADER="field_match")
    judge = through_function(scorer, "x", None, None)
    assert (judge.grader, judge.config.preset) == ("field_match", "nova-workshop")
    assert judge.function == {
        "name": "x",
        "code_sha256": None,
        "environment": {"TOOLGRADE_CONFIG": WORKSHOP, "TOOLGRADE_GRADER": "field_match"},
    }


@pytest.mark.parametrize("variables", [{}, {"TOOLGRADE_CONFIG": '{"curve": 1}'}])
def test_options_that_contradict_the_function_are_told(
    scorer: LambdaScorer, function: Service, config_file: Path, variables: Any
) -> None:
    deploy(function, **variables)
    with pytest.raises(ConfigError, match="x is deployed with configuration"):
        through_function(scorer, "x", None, config_file)


def test_options_that_say_the_same_are_taken(
    scorer: LambdaScorer, function: Service, config_file: Path
) -> None:
    deploy(function, TOOLGRADE_CONFIG=WORKSHOP)
    judge = through_function(scorer, "x", "tool_call", config_file)
    assert judge.config.preset == "nova-workshop"


def test_options_stand_for_a_function_that_may_not_be_asked(
    scorer: LambdaScorer, function: Service, config_file: Path
) -> None:
    function.faults += [aws_fault(403, "AccessDeniedException")]
    judge = through_function(scorer, "x", "own_grader", config_file)
    assert (judge.grader, judge.config.preset) == ("own_grader", "nova-workshop")
    assert judge.metric_names == ()
    assert judge.function == {"name": "x", "code_sha256": None, "environment": None}
