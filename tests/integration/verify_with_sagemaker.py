"""Run AWS's own verifier of reward functions, and print what it found as one JSON object.

Run by an interpreter that has sagemaker-train; the tests call it in a subprocess:

    python verify_with_sagemaker.py FUNCTION EVENT [--open-weight]

FUNCTION is a Lambda ARN (set AWS_ENDPOINT_URL_LAMBDA to reach a local one) or the path of a file
with `lambda_handler` in it. Exit code 1 means rejected. The verifier itself sends no telemetry.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any


def verify(function: str, event: list[Any], *, is_nova: bool) -> dict[str, Any]:
    """What the verifier says about the function's answer to the event."""
    from sagemaker.train.common_utils import (  # type: ignore[import-not-found]  # not in .venv
        rlvr_reward_verifier,
    )

    try:
        report = rlvr_reward_verifier.verify_reward_function(function, event, is_nova=is_nova)
    except ValueError as error:
        return {"success": False, "error": str(error)}
    return {
        "success": report["success"],
        "total_samples": report["total_samples"],
        "successful_samples": report["successful_samples"],
        "outputs": [result["output"] for result in report["results"]],
    }


def main() -> int:
    """Read the command line, verify, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("function", help="Lambda ARN, or path of a file with lambda_handler")
    parser.add_argument("event", type=Path, help="JSON file with a list of records")
    parser.add_argument("--open-weight", action="store_true", help="expect a body as JSON string")
    arguments = parser.parse_args()
    event = json.loads(arguments.event.read_text(encoding="utf-8"))
    os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")  # sagemaker wants one when imported
    with contextlib.redirect_stdout(sys.stderr):  # a function run by its path logs to stdout
        report = verify(arguments.function, event, is_nova=not arguments.open_weight)
    print(json.dumps(report))  # noqa: T201  # the result
    return 0 if report["success"] else 1


if __name__ == "__main__":
    sys.exit(main())
