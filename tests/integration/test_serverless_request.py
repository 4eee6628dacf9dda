"""What is sent for a serverless job is what AWS's own SDK sends for the same.

The SDK's evaluator makes a pipeline with one training step; the step is what is compared.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any, Final

import pytest

from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import (
    EVALUATOR,
    FUNCTION,
    GROUP,
    KEY,
    MODELS,
    NAME,
    PACKAGE,
    data,
    job,
)
from tests.integration.sagemaker_sdk import answers

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Request

SURROUNDINGS: Final = {
    "kms_key": KEY,
    "subnets": ["subnet-1"],
    "security_groups": ["sg-1"],
    "tags": {"team": "agents"},
}
REGISTERED: Final = {"run.model_package_group": GROUP}
STARTS: Final = {"base": None, "package": PACKAGE}
TRAINING: Final = [f"rft nova-2-lite {start}" for start in STARTS]
EVALUATIONS: Final = [f"eval {model} {start}" for model in MODELS for start in STARTS]
KINDS: Final = [*TRAINING, *EVALUATIONS]


def request(kind: str, grader: str = EVALUATOR) -> Request:
    technique, model, start = kind.split()
    said = job(
        backend="serverless",
        technique=technique,
        model=model,
        task="gen_qa",
        grader={"function": grader},
        extra=REGISTERED if technique == "rft" or start == "package" else {},
        compute=SURROUNDINGS,
    )
    return build_request(said, NAME, checkpoint=STARTS[start], data=data(said))


@pytest.fixture(scope="module")
def of_sdk() -> dict[str, Any]:
    cases = [request(kind).parameters for kind in KINDS]
    made = answers("serverless_with_sagemaker.py", cases)
    return {kind: one["parameters"] for kind, one in zip(KINDS, made, strict=True)}


@pytest.mark.parametrize("kind", TRAINING)
def test_training_is_the_sdks_but_for_what_is_meant_to_differ(
    of_sdk: dict[str, Any], kind: str
) -> None:
    ours = copy.deepcopy(dict(request(kind).parameters))
    theirs = of_sdk[kind]
    # The SDK's name differs only from second to second.
    assert ours.pop("TrainingJobName") != theirs.pop("TrainingJobName")
    # The SDK looks for an MLflow app and makes one in the account if there is none.
    assert "mlflow-app" in theirs.pop("MlflowConfig")["MlflowResourceArn"]
    # The SDK marks its own jobs.
    theirs["Tags"] = [tag for tag in theirs["Tags"] if not tag["Key"].startswith("sagemaker-sdk:")]
    assert ours == theirs


@pytest.mark.parametrize("kind", EVALUATIONS)
def test_an_evaluation_is_the_sdks_but_for_what_is_meant_to_differ(
    of_sdk: dict[str, Any], kind: str
) -> None:
    ours = copy.deepcopy(dict(request(kind).parameters))
    theirs = copy.deepcopy(of_sdk[kind])
    # A step of a pipeline is named, and tagged, by the pipeline.
    assert ours.pop("TrainingJobName") == NAME
    assert ours.pop("Tags")
    # The SDK leaves out what is the default (API: S3DataSource).
    (channel,) = ours["InputDataConfig"]
    assert channel["DataSource"]["S3DataSource"].pop("S3DataDistributionType") == "FullyReplicated"
    # The SDK reads the version of the base model from the package; without it, it is the newest.
    base = theirs["ServerlessJobConfig"]["BaseModelArn"]
    theirs["ServerlessJobConfig"]["BaseModelArn"] = base.removesuffix("/1.0.0")
    assert ours == theirs


@pytest.mark.parametrize("kind", EVALUATIONS)
def test_a_function_goes_where_the_service_takes_functions(
    of_sdk: dict[str, Any], kind: str
) -> None:
    """The SDK sends any ARN as an evaluator's, and the API takes none of a function there.

    AWS's nova-forge-sdk sends a function as these hyperparameters, and no evaluator.
    """
    ours = request(kind, grader=FUNCTION).parameters
    theirs = of_sdk[kind]
    assert ours["HyperParameters"] == theirs["HyperParameters"] | {"lambda_arn": FUNCTION}
    assert ours["HyperParameters"]["lambda_type"] == "rft"
    assert "EvaluatorArn" not in ours["ServerlessJobConfig"]
