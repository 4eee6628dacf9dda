from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.errors import ConfigError
from tests.eval_jobs.commands.evaluate.scene import run


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
