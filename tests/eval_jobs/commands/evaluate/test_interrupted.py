"""Interrupted at a point that the server chooses."""

from __future__ import annotations

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

from tests.eval_jobs.commands.evaluate.scene import (
    answer_to,
    lines_of,
    model,
    number_in,
    outcome,
    questions,
    run,
)
from tests.eval_jobs.datasets.files import record, write_lines
from tests.eval_jobs.services import Reply, Request, Service, reward_function, serving

ROOT = Path(__file__).parents[4]


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
