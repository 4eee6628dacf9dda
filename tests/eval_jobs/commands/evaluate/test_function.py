"""Grading by a reward function behind the Lambda API."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from tests.eval_jobs.commands.evaluate.scene import COUNT, lines_of, outcome, run
from tests.eval_jobs.services import Reply, Request, reward_function, serving


def test_a_function_grades_like_this_process(data: Path, answers: Path) -> None:
    run("--dataset", data, "--predictions", answers, "--output", "here")
    with serving(reward_function) as service:
        result = run(
            *("--dataset", data, "--predictions", answers, "--output", "there"),
            *("--function", "SageMaker-x", "--endpoint-url", service.url),
        )
    assert (result.exit_code, result.stderr) == (0, "")
    assert outcome(Path("there/sft")) == outcome(Path("here/sft"))
    configuration = json.loads(Path("there/sft/configuration.json").read_text())
    assert configuration["function"] == {
        "name": "SageMaker-x",
        "code_sha256": "abc=",
        "environment": {"TOOLGRADE_GRADER": "tool_call"},
    }


def test_a_functions_error_loses_nothing(data: Path, answers: Path) -> None:
    error = Reply(
        {"errorType": "Odd", "errorMessage": "broken"}, 200, {"X-Amz-Function-Error": "Unhandled"}
    )
    calls = 0

    def second_fails(request: Request) -> Reply:
        nonlocal calls
        calls += request.method == "POST"
        return error if calls == 2 and request.method == "POST" else reward_function(request)

    with serving(second_fails) as service:
        command = ["--dataset", data, "--predictions", answers, "--concurrency", "1"]
        command += ["--function", "SageMaker-x", "--endpoint-url", service.url]
        result = run(*command)
        assert "SageMaker-x failed: Odd: broken" in str(result.exception)
        assert len(lines_of(Path("runs/evaluations/sft/grades.jsonl"))) == 64
        assert run(*command).exit_code == 0
        sent = [one["id"] for request in service.requests for one in request.body or ()]
    assert Counter(Counter(sent).values()) == {1: COUNT - 64, 2: 64}


def test_a_function_with_another_grader_is_told(data: Path, answers: Path) -> None:
    with serving(reward_function) as service:
        result = run(
            *("--dataset", data, "--predictions", answers, "--grader", "field_match"),
            *("--function", "SageMaker-x", "--endpoint-url", service.url),
        )
    assert "deployed with grader 'tool_call', and not with 'field_match'" in str(result.exception)
