"""Auditing the built function and the same grader in this process finds the same."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.local_lambda.invoke_api import InvokeApi

if TYPE_CHECKING:
    from eval_jobs.local_lambda.service import LocalLambda

ROOT: Final = Path(__file__).parents[2]
TIMED: Final = "robustness.growth"
WITNESSED: Final = {"robustness.invalid", "robustness.mutated"}
"""They look at the answers of the growth too, which is measured again where it seems bad."""


def audited(output: Path, *more: str) -> dict[str, dict[str, Any]]:
    """The checks by name."""
    command = [sys.executable, "-m", "eval_jobs", "audit", "examples/legal_assistant/test.jsonl"]
    command += ["--records", "2", "--output", str(output), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr
    found = json.loads((output / "audit.json").read_text("utf-8"))
    assert found["failures"] == []
    checks = [check for section in found["sections"] for check in section["checks"]]
    for check in checks:
        if check["name"] in WITNESSED:
            del check["probes"]
    return {check["name"]: check for check in checks if check["name"] != TIMED}


def test_the_built_function_is_found_as_good_as_its_grader(
    service: LocalLambda, tmp_path: Path
) -> None:
    api = InvokeApi(service, "127.0.0.1", 0)
    try:
        there = audited(tmp_path / "there", "--endpoint-url", f"http://{api.address}")
    finally:
        api.close()
    here = audited(tmp_path / "here")
    assert there == here
    assert len(here) > 20
