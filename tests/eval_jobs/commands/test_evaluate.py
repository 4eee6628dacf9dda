from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.evaluate import evaluate
from eval_jobs.errors import ConfigError, DatasetError, ToolgradeError
from eval_jobs.results.read import read_runs
from tests.eval_jobs.datasets.files import GOLD, record, write_lines
from tests.eval_jobs.services import Reply, Request, Service, reward_function, serving

ROOT = Path(__file__).parents[3]
APP = typer.Typer()
APP.command()(evaluate)
COUNT = 150
"""Three batches."""


@pytest.fixture(autouse=True)
def plain_surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("TOOLGRADE_CONFIG", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def outcome(folder: Path) -> list[dict[str, Any]]:
    return lines_of(folder / "eval_results" / "inference_output.jsonl")


def answer_to(number: int) -> str:
    """A third is right."""
    return GOLD if number % 3 == 0 else "[]"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    records = [record(f"q{n}", None, subject=n) for n in range(COUNT)]
    return write_lines(tmp_path / "data.jsonl", *records)


@pytest.fixture
def answers(tmp_path: Path) -> Path:
    lines = [{"id": f"q{n}", "prediction": answer_to(n)} for n in range(COUNT)]
    return write_lines(tmp_path / "sft.jsonl", *lines)


def test_a_run_holds_every_sample_in_order(data: Path, answers: Path) -> None:
    result = run("--dataset", data, "--predictions", answers)
    assert (result.exit_code, result.stderr) == (0, "")
    folder = Path("runs/evaluations/sft")
    assert f"Written: {folder}\nCompare: toolgrade compare {folder} ANOTHER_RUN" in result.stdout
    assert ["samples", str(COUNT)] in [line.split() for line in result.stdout.splitlines()]
    rows = outcome(folder)
    assert [row["id"] for row in rows] == [f"q{n}" for n in range(COUNT)]
    assert [row["reward"] == 1.0 for row in rows] == [n % 3 == 0 for n in range(COUNT)]
    configuration = json.loads((folder / "configuration.json").read_text())
    assert configuration["grader"] == "tool_call"
    assert configuration["dataset"]["records"] == COUNT
    assert (configuration["model"], configuration["function"]) == (None, None)
    (loaded,) = read_runs(folder)
    assert loaded.name == "sft"
    assert loaded.samples is not None
    assert list(loaded.samples.ids) == [f"q{n}" for n in range(COUNT)]


def test_several_runs_stand_side_by_side_and_as_json(data: Path, answers: Path) -> None:
    arguments = ["--dataset", data, "--predictions", f"base={answers}", "--predictions", answers]
    result = run(*arguments, "--json", "--output", "out")
    base, sft = map(json.loads, result.stdout.splitlines())
    assert (base["name"], sft["name"], sft["path"]) == ("base", "sft", "out/sft")
    assert base["reward"] == sft["reward"] > 0
    assert result.exit_code == 0


def test_a_complete_run_is_only_printed_again(data: Path, answers: Path) -> None:
    first = run("--dataset", data, "--predictions", answers)
    folder = Path("runs/evaluations/sft")
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    again = run("--dataset", data, "--predictions", answers)
    assert (again.stdout, again.exit_code) == (first.stdout, 0)
    assert {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before


def test_a_complete_run_needs_no_journals_to_be_printed(data: Path) -> None:
    lines = [{"id": f"q{n}", "prediction": answer_to(n)} for n in range(2, COUNT)]
    answers = write_lines(Path("p.jsonl"), *lines)
    first = run("--dataset", data, "--predictions", answers, "--json")
    folder = Path("runs/evaluations/p")
    (folder / "grades.jsonl").unlink()
    again = run("--dataset", data, "--predictions", answers, "--json")
    assert (again.stdout, again.stderr) == (first.stdout, first.stderr)
    assert (first.exit_code, again.exit_code) == (1, 1)
    assert "2 samples unscored (no_answer), such as q0, q1" in again.stderr
    assert not (folder / "grades.jsonl").exists()


@pytest.mark.parametrize(
    "content",
    [b"", b"\x00\xff\xfe" * 99, b"no JSON\n[1]\n", b'{"id": "other", "prediction": "x"}\n'],
    ids=["empty", "binary", "text", "other ids"],
)
def test_a_file_without_a_usable_answer_is_an_error_and_no_run(data: Path, content: bytes) -> None:
    Path("odd.jsonl").write_bytes(content)
    result = run("--dataset", data, "--predictions", "odd.jsonl")
    assert isinstance(result.exception, DatasetError)
    assert "odd.jsonl: not one usable answer" in str(result.exception)
    assert not Path("runs").exists()


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


def test_another_configuration_is_refused_by_its_field(data: Path, answers: Path) -> None:
    run("--dataset", data, "--predictions", answers)
    result = run("--dataset", data, "--predictions", answers, "--grader", "tool_selection")
    assert isinstance(result.exception, ToolgradeError)
    assert 'another grader: "tool_call" there, "tool_selection" now' in str(result.exception)
    write_lines(answers, {"id": "q0", "prediction": "x"})
    result = run("--dataset", data, "--predictions", answers)
    assert "another predictions.sha256" in str(result.exception)


def test_answers_that_are_missing_or_unknown_are_told_and_cost_no_other(data: Path) -> None:
    lines = [{"id": f"q{n}", "prediction": GOLD} for n in range(5, COUNT)]
    path = write_lines(Path("x.jsonl"), *lines, {"id": "odd", "prediction": GOLD}, "{")
    result = run("--dataset", data, "--predictions", path)
    assert result.exit_code == 1
    assert "1 answers to ids not in" in result.stderr
    assert "x.jsonl:147:2: not JSON" in result.stderr
    assert "5 samples unscored (no_answer), such as q0, q1, q2\n" in result.stderr
    rows = outcome(Path("runs/evaluations/x"))
    assert [row["code"] for row in rows] == ["no_answer"] * 5 + [None] * (COUNT - 5)
    assert len({tuple(row["metrics"]) for row in rows}) == 1
    assert rows[0]["inference"] is None
    again = run("--dataset", data, "--predictions", path)
    assert (again.exit_code, again.stderr) == (1, result.stderr)


def test_odd_records_have_rows_too(tmp_path: Path) -> None:
    dataset = write_lines(
        tmp_path / "odd.jsonl", record("a", None), record("a", None), "{", record(None, None)
    )
    names = ("a", "a#2", "line-3", "line-4")
    answers = write_lines(
        tmp_path / "all.jsonl", *({"id": name, "prediction": GOLD} for name in names)
    )
    result = run("--dataset", dataset, "--predictions", answers)
    assert result.exit_code == 1
    assert "3 ids were missing or taken; new: a#2, line-3, line-4" in result.stderr
    rows = outcome(Path("runs/evaluations/all"))
    assert [(row["id"], row["reward"], row["code"]) for row in rows] == [
        ("a", 1.0, None),
        ("a#2", 1.0, None),
        ("line-3", None, "malformed_record"),
        ("line-4", 1.0, None),
    ]


def test_answers_may_be_messages_and_carry_log_probabilities(tmp_path: Path) -> None:
    dataset = write_lines(tmp_path / "d.jsonl", *(record(name, None) for name in "abc"))
    call = {"function": {"name": "f", "arguments": '{"a": 1}'}}
    lines = [
        {"id": "a", "prediction": {"tool_calls": [call]}, "logprobs": [-0.5, -1.5]},
        {"id": "b", "prediction": [{"toolUse": {"name": "f", "input": {"a": 1}}}]},
        {"id": "c", "prediction": {"role": "assistant", "content": GOLD}},
    ]
    result = run("--dataset", dataset, "--predictions", write_lines(tmp_path / "p.jsonl", *lines))
    assert result.exit_code == 0
    (loaded,) = read_runs(Path("runs/evaluations/p"))
    assert loaded.samples is not None
    assert list(loaded.samples.reward) == [1.0, 1.0, 1.0]
    assert loaded.samples.confidence[0] == pytest.approx(2.718281828**-1)
    details = list(loaded.details())
    assert details[0].record["messages"][-1]["tool_calls"] == [call]


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


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        ([], "give answers"),
        (["--predictions", "a", "--model", "openai:m"], "give answers"),
        (["--predictions", "a.x", "--predictions", "b/a.y"], "two runs would be called a"),
        (["--predictions", "a", "--predictions", "b", "--name", "c"], "--name is for a single"),
        (["--predictions", "..=a"], "cannot be the name"),
        (["--predictions", "-"], "give a file"),
        (["--model", "m"], "name the service too"),
        (["--predictions", "x.partial=a"], "cannot be the name"),
        (["--predictions", "a", "--name", "x.partial"], "cannot be the name"),
        (["--model", "openai:m", "--endpoint-url", "u"], "--endpoint-url is where --function"),
        (["--predictions", "a", "--base-url", "u"], "--base-url: only for a model"),
        (["--predictions", "a", "--temperature", "0"], "--temperature: only for a model"),
        (["--predictions", "a", "--max-tokens", "4096"], "--max-tokens: only for a model"),
        (["--predictions", "a", "--logprobs"], "--logprobs: only for a model"),
    ],
)
def test_what_cannot_be_meant_is_told(data: Path, arguments: list[str], problem: str) -> None:
    result = run("--dataset", data, *arguments)
    assert isinstance(result.exception, ConfigError)
    assert problem in str(result.exception)
    assert not Path("runs").exists()


def test_a_function_with_another_grader_is_told(data: Path, answers: Path) -> None:
    with serving(reward_function) as service:
        result = run(
            *("--dataset", data, "--predictions", answers, "--grader", "field_match"),
            *("--function", "SageMaker-x", "--endpoint-url", service.url),
        )
    assert "deployed with grader 'tool_call', and not with 'field_match'" in str(result.exception)


# A model behind an OpenAI-compatible server


def number_in(request: Request) -> int:
    return int(request.body["messages"][-1]["content"])


def completion(text: str) -> Reply:
    message = {"role": "assistant", "content": text}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return Reply({"id": "x", "object": "o", "created": 1, "model": "m", "choices": [choice]})


def model(request: Request) -> Reply:
    return completion(answer_to(number_in(request)))


def questions(path: Path, count: int) -> Path:
    asked = [
        {**record(f"q{n}", None), "messages": [{"role": "user", "content": str(n)}]}
        for n in range(count)
    ]
    return write_lines(path, *asked)


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


# Interrupted at a point that the server chooses


class Gate:
    """Lets requests pass, until it is told to hold all after so many."""

    def __init__(self) -> None:
        self.left = 0
        self.lock = threading.Lock()
        self.held = threading.Event()
        self.open = threading.Event()

    def hold_after(self, count: int) -> None:
        self.left = count
        self.held.clear()
        self.open.clear()

    def release(self) -> None:
        self.left = sys.maxsize
        self.open.set()

    def wait(self) -> None:
        with self.lock:
            self.left -= 1
            hold = self.left < 0
        if hold:
            self.held.set()
            self.open.wait(60)


@contextmanager
def started(*arguments: str | Path) -> Iterator[subprocess.Popen[bytes]]:
    before = signal.signal(signal.SIGINT, signal.default_int_handler)  # or it would be ignored
    command = [sys.executable, "-m", "eval_jobs", "evaluate", *map(str, arguments)]
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        signal.signal(signal.SIGINT, before)
        try:
            yield process
        finally:
            process.kill()


def interrupt(process: subprocess.Popen[bytes], gate: Gate) -> str:
    """Ctrl-C while calls are under way; what the process says."""
    assert gate.held.wait(60)
    assert process.stderr is not None
    process.send_signal(signal.SIGINT)
    assert any(b"Stopping after the calls under way" in line for line in process.stderr)
    gate.release()
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    return said.decode()


def kill(process: subprocess.Popen[bytes], gate: Gate) -> None:
    assert gate.held.wait(60)
    process.kill()
    process.communicate(timeout=60)
    gate.release()


def compare_with_a_run_at_a_stretch(folder: Path, answer: Any, command: list[str | Path]) -> None:
    with serving(answer) as service:
        at = {"--base-url", "--endpoint-url"}
        fresh = [service.url if command[i - 1] in at else part for i, part in enumerate(command)]
        assert run(*fresh, "--output", "straight").exit_code == 0
    straight = Path("straight") / folder.name
    assert outcome(folder) == outcome(straight)


@contextmanager
def gated(answer: Any) -> Iterator[tuple[Service, Gate]]:
    gate = Gate()

    def wait(request: Request) -> Reply:
        if request.method == "POST":
            gate.wait()
        return answer(request)  # type: ignore[no-any-return]  # the test's own

    with serving(wait) as service:
        try:
            yield service, gate
        finally:
            gate.release()


def test_asking_goes_on_where_it_was_interrupted_and_where_it_was_killed(tmp_path: Path) -> None:
    data = questions(tmp_path / "data.jsonl", 60)
    folder = Path("runs/evaluations/m")
    with gated(model) as (service, gate):
        command: list[str | Path] = ["--dataset", data, "--model", "openai:m"]
        command += ["--base-url", service.url, "--concurrency", "2"]
        gate.hold_after(15)
        with started(*command) as process:
            assert "The same command goes on there" in interrupt(process, gate)
        assert len(lines_of(folder / "answers.jsonl")) == len(service.requests) >= 16
        gate.hold_after(20)
        with started(*command) as process:
            kill(process, gate)
        assert not (folder / "eval_results").exists()
        with (folder / "answers.jsonl").open("a") as torn:
            torn.write('{"id": "q5')
        assert run(*command).exit_code == 0
        asked = Counter(map(number_in, service.requests))
    assert set(asked) == set(range(60))
    assert asked.total() <= 60 + 2  # what was under way when it was killed
    compare_with_a_run_at_a_stretch(folder, model, command)


def test_grading_goes_on_where_it_was_interrupted_and_where_it_was_killed(tmp_path: Path) -> None:
    count = 64 * 6
    data = write_lines(tmp_path / "data.jsonl", *(record(f"q{n}", None) for n in range(count)))
    lines = [{"id": f"q{n}", "prediction": answer_to(n)} for n in range(count)]
    answers = write_lines(tmp_path / "sft.jsonl", *lines)
    folder = Path("runs/evaluations/sft")
    with gated(reward_function) as (service, gate):
        command: list[str | Path] = ["--dataset", data, "--predictions", answers]
        command += ["--function", "x", "--endpoint-url", service.url, "--concurrency", "1"]
        gate.hold_after(1)
        with started(*command) as process:
            interrupt(process, gate)
        assert len(lines_of(folder / "grades.jsonl")) == 128
        gate.hold_after(2)
        with started(*command) as process:
            kill(process, gate)
        assert len(lines_of(folder / "grades.jsonl")) == 256
        assert run(*command).exit_code == 0
        sent = Counter(one["id"] for request in service.requests for one in request.body or ())
    assert Counter(sent.values()) == {1: count - 64, 2: 64}  # a batch was under way
    compare_with_a_run_at_a_stretch(folder, reward_function, command)
