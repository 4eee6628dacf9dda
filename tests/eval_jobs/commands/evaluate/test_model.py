"""Answers of a model behind an OpenAI-compatible server."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from eval_jobs.errors import ToolgradeError
from tests.eval_jobs.commands.evaluate.scene import (
    COUNT,
    lines_of,
    model,
    number_in,
    outcome,
    questions,
    run,
)
from tests.eval_jobs.services import Reply, Request, serving


def test_a_model_is_asked_and_its_answers_are_predictions(tmp_path: Path) -> None:
    data = questions(tmp_path / "data.jsonl", 20)
    with serving(model) as service:
        command = ["--dataset", data, "--model", "openai:org/m", "--base-url", service.url]
        result = run(*command)
        assert (result.exit_code, result.stderr) == (0, "")
        assert sorted(map(number_in, service.requests)) == list(range(20))
        run(*command)
        assert len(service.requests) == 20
    folder = Path("runs/evaluations/m")
    again = run("--dataset", data, "--predictions", folder / "answers.jsonl")
    assert again.exit_code == 0
    assert outcome(Path("runs/evaluations/answers")) == outcome(folder)


def test_a_bad_response_costs_its_question_only(tmp_path: Path) -> None:
    def odd(request: Request) -> Reply:
        good = model(request)
        return Reply({**good.body, "usage": "x"}) if number_in(request) == 3 else good

    data = questions(tmp_path / "data.jsonl", 20)
    with serving(odd) as service:
        result = run("--dataset", data, "--model", "openai:m", "--base-url", service.url)
    assert (result.exit_code, isinstance(result.exception, SystemExit)) == (1, True)
    assert "q3: m: the response is no chat completion" in result.stderr
    assert len(lines_of(Path("runs/evaluations/m/answers.jsonl"))) == 19


def test_a_question_that_is_refused_costs_no_other(tmp_path: Path) -> None:
    def refuse(request: Request) -> Reply:
        bad = number_in(request) == 3
        return Reply({"error": {"message": "too long"}}, 400) if bad else model(request)

    data = questions(tmp_path / "data.jsonl", 20)
    with serving(refuse) as service:
        result = run("--dataset", data, "--model", "openai:m", "--base-url", service.url)
    assert result.exit_code == 1
    assert "q3: m: " in result.stderr
    assert "too long" in result.stderr
    rows = outcome(Path("runs/evaluations/m"))
    assert [row["id"] for row in rows if row["code"] == "no_answer"] == ["q3"]


def test_a_question_that_failed_otherwise_is_asked_again(tmp_path: Path) -> None:
    away = True

    def flaky(request: Request) -> Reply:
        odd = away and number_in(request) == 3
        return Reply({"error": {"message": "away"}}, 418) if odd else model(request)

    data = questions(tmp_path / "data.jsonl", 20)
    with serving(flaky) as service:
        command = ["--dataset", data, "--model", "openai:m", "--base-url", service.url]
        result = run(*command)
        assert (result.exit_code, result.stdout) == (1, "")
        assert "1 requests failed that may succeed later" in result.stderr
        away = False
        assert run(*command).exit_code == 0
        asked = Counter(map(number_in, service.requests))
    assert asked == {**dict.fromkeys(range(20), 1), 3: 2}
    assert all(row["reward"] is not None for row in outcome(Path("runs/evaluations/m")))


def test_a_model_that_is_not_there_is_not_asked_for_every_sample(tmp_path: Path) -> None:
    data = questions(tmp_path / "data.jsonl", COUNT)
    with serving(lambda _: Reply({"error": {"message": "no model"}}, 404)) as service:
        result = run("--dataset", data, "--model", "openai:m", "--base-url", service.url)
        assert len(service.requests) < 30
    assert isinstance(result.exception, ToolgradeError)
    assert "no model" in str(result.exception)
    assert not (Path("runs/evaluations/m/answers.jsonl")).read_text()
