"""Run AWS's own verifier of reward functions, and print what it found.

Run by an interpreter that has sagemaker-train; a test calls it in a subprocess:

    python verify_with_sagemaker.py < CASES

CASES is a JSON list of `Case` objects; the result is a JSON list of what was found for each. A case
has a process of its own, begun with the SDK imported, which takes seconds. The verifier itself
sends no telemetry.
"""

from __future__ import annotations

import contextlib
import json
import multiprocessing
import os
import sys
from pathlib import Path
from typing import Any, TypedDict

from sagemaker.train.common_utils import (  # type: ignore[import-not-found]  # not in .venv
    rlvr_reward_verifier,
)


class Case(TypedDict):
    """What to verify."""

    function: str
    """Lambda ARN, or path of a file with `lambda_handler` in it."""
    event: str
    """JSON file with a list of records."""
    is_nova: bool
    """Else a body as JSON string is expected."""
    variables: dict[str, str]
    """Of the environment; AWS_ENDPOINT_URL_LAMBDA reaches a local function."""
    path: list[str]
    """Folders that the file's imports are found in."""


def verify(case: Case) -> dict[str, Any]:
    """What the verifier says about the function's answer to the event."""
    os.environ.update(case["variables"])
    sys.path[:0] = case["path"]
    event = json.loads(Path(case["event"]).read_text(encoding="utf-8"))
    try:
        with contextlib.redirect_stdout(sys.stderr):  # a function run by its path logs to stdout
            report = rlvr_reward_verifier.verify_reward_function(
                case["function"], event, is_nova=case["is_nova"]
            )
    except ValueError as error:
        return {"success": False, "error": str(error)}
    return {key: report[key] for key in ("success", "total_samples", "successful_samples")}


if __name__ == "__main__":
    with multiprocessing.get_context("fork").Pool(1, maxtasksperchild=1) as pool:
        json.dump(pool.map(verify, json.load(sys.stdin), chunksize=1), sys.stdout)
