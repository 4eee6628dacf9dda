"""AWS's own verifier of reward functions accepts every function, by ARN and by path.

It lives in an environment of its own, .venv-sagemaker, which `make test` makes.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from eval_jobs.local_lambda.invoke_api import InvokeApi
from tests.integration.sagemaker_sdk import answers

if TYPE_CHECKING:
    from eval_jobs.local_lambda.service import LocalLambda

ROOT: Final = Path(__file__).parents[2]
EVENTS: Final = {
    "answers": ROOT / "events" / "sagemaker_rft.json",
    "prompts only": ROOT / "events" / "prompt_only.json",
}
FUNCTIONS: Final = {
    "RewardFunction": True,
    "OpenWeightRewardFunction": False,
    "NovaScorerFunction": False,
    "NovaMetricsFunction": False,
}
"""Whether each answers with a bare list, as the verifier expects it of Nova's functions."""
ENVELOPES: Final = {"bare": True, "body_json": False}
"""The same of the file's envelopes."""
Reports = dict[tuple[str, str], dict[str, Any]]
"""By function and event, or by envelope and event."""


@pytest.fixture(scope="module")
def reports(service: LocalLambda) -> Reports:
    api = InvokeApi(service, "127.0.0.1", 0)
    by_arn = {
        (function, event): {
            "function": service.find(function).arn,
            "event": str(path),
            "is_nova": is_nova,
            "variables": {"AWS_ENDPOINT_URL_LAMBDA": f"http://{api.address}"},
            "path": [],
        }
        for function, is_nova in FUNCTIONS.items()
        for event, path in EVENTS.items()
    }
    by_path = {
        (envelope, "answers"): {
            "function": str(ROOT / "src" / "reward_service" / "lambda_handler.py"),
            "event": str(EVENTS["answers"]),
            "is_nova": is_nova,
            "variables": {"TOOLGRADE_ENVELOPE": envelope},
            "path": [str(ROOT), str(ROOT / "src")],
        }
        for envelope, is_nova in ENVELOPES.items()
    }
    cases = by_arn | by_path
    try:
        found = answers("verify_with_sagemaker.py", list(cases.values()))
    finally:
        api.close()
    return dict(zip(cases, found, strict=True))


def count(event: str) -> int:
    return len(json.loads(EVENTS[event].read_text("utf-8")))


@pytest.mark.parametrize("event", EVENTS)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_accepted_by_arn(reports: Reports, function: str, event: str) -> None:
    report = reports[function, event]
    assert report["success"] is True, report
    assert report["total_samples"] == report["successful_samples"] == count(event)


@pytest.mark.parametrize("envelope", ENVELOPES)
def test_accepted_by_path(reports: Reports, envelope: str) -> None:
    report = reports[envelope, "answers"]
    assert report["success"] is True, report
    assert report["total_samples"] == count("answers")
