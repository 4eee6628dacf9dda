"""AWS's own verifier of reward functions accepts every function, by ARN and by path.

It lives in an environment of its own, .venv-sagemaker, which `make test` makes.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest

from eval_jobs.local_lambda.invoke_api import InvokeApi

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eval_jobs.local_lambda.service import LocalLambda

ROOT: Final = Path(__file__).parents[2]
PYTHON: Final = ROOT / ".venv-sagemaker" / "bin" / "python"
SCRIPT: Final = Path(__file__).parent / "verify_with_sagemaker.py"
EVENT: Final = ROOT / "events" / "sagemaker_rft.json"
PROMPTS: Final = ROOT / "events" / "prompt_only.json"


def verify(function: str, event: Path, *options: str, **variables: str) -> dict[str, Any]:
    environment = {
        **os.environ,
        "AWS_ACCESS_KEY_ID": "none",
        "AWS_SECRET_ACCESS_KEY": "none",
        "AWS_DEFAULT_REGION": "us-east-1",
        **variables,
    }
    run = subprocess.run(
        [PYTHON, SCRIPT, function, event, *options],
        env=environment,
        capture_output=True,
        check=False,
        text=True,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    report: dict[str, Any] = json.loads(run.stdout)
    return report


@pytest.fixture(scope="module")
def endpoint(service: LocalLambda) -> Iterator[str]:
    api = InvokeApi(service, "127.0.0.1", 0)
    yield f"http://{api.address}"
    api.close()


@pytest.mark.parametrize("event", [EVENT, PROMPTS], ids=["answers", "prompts only"])
@pytest.mark.parametrize(
    ("function", "options"),
    [
        ("RewardFunction", ()),
        ("OpenWeightRewardFunction", ("--open-weight",)),
        ("NovaScorerFunction", ("--open-weight",)),
        ("NovaMetricsFunction", ("--open-weight",)),
    ],
)
def test_accepted_by_arn(
    service: LocalLambda, endpoint: str, function: str, options: tuple[str, ...], event: Path
) -> None:
    arn = service.find(function).arn
    report = verify(arn, event, *options, AWS_ENDPOINT_URL_LAMBDA=endpoint)
    count = len(json.loads(event.read_text("utf-8")))
    assert report["success"] is True
    assert report["total_samples"] == report["successful_samples"] == count


@pytest.mark.parametrize(("envelope", "options"), [("bare", ()), ("body_json", ("--open-weight",))])
def test_accepted_by_path(envelope: str, options: tuple[str, ...]) -> None:
    report = verify(
        str(ROOT / "src" / "reward_service" / "lambda_handler.py"),
        EVENT,
        *options,
        TOOLGRADE_ENVELOPE=envelope,
        PYTHONPATH=f"{ROOT}{os.pathsep}{ROOT / 'src'}",
    )
    assert report["success"] is True
    assert report["total_samples"] == len(json.loads(EVENT.read_text("utf-8")))
