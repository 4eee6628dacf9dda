"""What is sent for a training job is what AWS's own SDK sends for the same recipe."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import pytest

from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import (
    CHECKPOINT,
    KEY,
    NAME,
    RECIPES,
    data,
    job,
)
from tests.integration.sagemaker_sdk import answers

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Request

COMPUTE: Final = {
    "max_runtime_hours": 30,
    "volume_gb": 100,
    "kms_key": KEY,
    "subnets": ["subnet-1"],
    "security_groups": ["sg-1"],
    "network_isolation": True,
    "tags": {"team": "agents"},
}
STARTS: Final = {"base": None, "checkpoint": CHECKPOINT}
KINDS: Final = [
    *(f"{case} lora base" for case in RECIPES),
    *(f"{case} full checkpoint" for case in RECIPES if "_" not in case),  # what trains
    "rft_eval nova-2-lite lora checkpoint",
]
"""Task, model, rank and start; the SDK takes a second for each."""


def request(kind: str) -> Request:
    case, rank, start = kind.rsplit(" ", 2)
    said = job(**RECIPES[case], rank=rank, compute=COMPUTE, tensorboard="s3://my-bucket/curves")
    return build_request(said, NAME, checkpoint=STARTS[start], data=data(said))


@pytest.fixture(scope="module")
def of_sdk() -> dict[str, Any]:
    cases = [
        {"recipe": made.uploads[-1].content, "parameters": made.parameters}
        for made in map(request, KINDS)
    ]
    return dict(zip(KINDS, answers("request_with_sagemaker.py", cases), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_the_request_is_the_sdks_but_for_what_is_meant_to_differ(
    of_sdk: dict[str, Any], kind: str
) -> None:
    ours = copy.deepcopy(dict(request(kind).parameters))
    theirs = of_sdk[kind]["parameters"]
    # The SDK's name differs only from second to second.
    assert ours.pop("TrainingJobName") != theirs.pop("TrainingJobName")
    # The SDK v3 forgot the type of the model; v2 sends it, as the container asks.
    assert "model_type" not in theirs["HyperParameters"]
    assert ours["HyperParameters"].pop("model_type").startswith("amazon.nova-")
    # The recipe lies with the job's other files, not in a bucket that the SDK makes.
    assert recipe_uri(ours) == f"s3://my-bucket/jobs/{NAME}/input/recipe/recipe.yaml"
    assert recipe_uri(theirs).endswith("/input/recipe/recipe.yaml")
    assert ours == theirs


@pytest.mark.parametrize("kind", KINDS)
def test_the_sdk_finds_nothing_to_resolve_in_the_recipe(of_sdk: dict[str, Any], kind: str) -> None:
    assert of_sdk[kind]["recipe"] == request(kind).recipe


def recipe_uri(parameters: dict[str, Any]) -> str:
    """Take the recipe's address out."""
    source = parameters["InputDataConfig"][-1]["DataSource"]["S3DataSource"]
    return str(source.pop("S3Uri"))
