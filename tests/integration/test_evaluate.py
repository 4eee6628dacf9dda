"""Grading the bundled example by the built function and in this process gives the same run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from eval_jobs.local_lambda.invoke_api import InvokeApi

if TYPE_CHECKING:
    from eval_jobs.local_lambda.service import LocalLambda

ROOT: Final = Path(__file__).parents[2]
EXAMPLE: Final = Path("examples/legal_assistant")
NAMES: Final = ("zero_shot", "few_shot")


def evaluate(output: Path, *more: str) -> None:
    command = [sys.executable, "-m", "eval_jobs", "evaluate", "--output", str(output), *more]
    command += ["--dataset", str(EXAMPLE / "test.jsonl")]
    for name in NAMES:
        command += ["--predictions", str(EXAMPLE / "answers" / f"{name}.jsonl")]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_built_function_makes_the_same_run_as_this_process(
    service: LocalLambda, tmp_path: Path
) -> None:
    api = InvokeApi(service, "127.0.0.1", 0)
    try:
        endpoint = ("--endpoint-url", f"http://{api.address}")
        evaluate(tmp_path / "there", "--function", "RewardFunction", *endpoint)
    finally:
        api.close()
    evaluate(tmp_path / "here")
    for name in NAMES:
        there, here = (
            (tmp_path / where / name / "eval_results" / "inference_output.jsonl").read_text()
            for where in ("there", "here")
        )
        assert there == here
        assert len(here.splitlines()) > 200
