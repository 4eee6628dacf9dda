"""The command, a model behind an OpenAI-compatible server, and what a run leaves."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import typer
from typer.testing import CliRunner, Result

from eval_jobs.commands.evaluate import evaluate
from tests.eval_jobs.datasets.files import GOLD, record, write_lines
from tests.eval_jobs.services import Reply, Request

APP = typer.Typer()
APP.command()(evaluate)
COUNT = 150
"""Three batches."""


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(APP, [str(argument) for argument in arguments])


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def outcome(folder: Path) -> list[dict[str, Any]]:
    return lines_of(folder / "eval_results" / "inference_output.jsonl")


def answer_to(number: int) -> str:
    """A third is right."""
    return GOLD if number % 3 == 0 else "[]"


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
