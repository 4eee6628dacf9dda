from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import (
    CHECKPOINT,
    EVALUATOR,
    FUNCTION,
    GROUP,
    KEY,
    MODELS,
    NAME,
    PACKAGE,
    ROLE,
    data,
    job,
)
from tests.eval_jobs.jobs.backends.offline import check, leaving
from tests.eval_jobs.jobs.backends.test_sagemaker import channel as of_an_instance

HUB = "arn:aws:sagemaker:us-east-1:aws:hub-content/SageMakerPublicHub/Model"
NAMES = {
    "nova-micro": "nova-textgeneration-micro",
    "nova-lite": "nova-textgeneration-lite",
    "nova-pro": "nova-textgeneration-pro",
    "nova-2-lite": "nova-textgeneration-lite-v2",
}
REGISTERED = {"run.model_package_group": GROUP}


def channel(name: str, uri: str) -> dict[str, Any]:
    whole = of_an_instance(name, uri)
    del whole["InputMode"]
    return whole


def sent(checkpoint: str | None = None, **changes: Any) -> dict[str, Any]:
    said = job(backend="serverless", **changes)
    request = build_request(said, NAME, checkpoint=checkpoint, data=data(said))
    check(request)
    assert leaving(request) == request.parameters
    assert (request.service, request.operation) == ("sagemaker", "create_training_job")
    assert request.recipe is None
    return dict(request.parameters)


def rlvr(checkpoint: str | None = None, **changes: Any) -> dict[str, Any]:
    return sent(checkpoint, grader={"function": EVALUATOR}, extra=REGISTERED, **changes)


def scored(checkpoint: str | None = None, **changes: Any) -> dict[str, Any]:
    return sent(checkpoint, technique="eval", task="gen_qa", **changes)


def test_reinforcement_fine_tuning() -> None:
    assert rlvr() == {
        "TrainingJobName": NAME,
        "RoleArn": ROLE,
        "ServerlessJobConfig": {
            "BaseModelArn": f"{HUB}/nova-textgeneration-lite-v2",
            "AcceptEula": True,
            "JobType": "FineTuning",
            "CustomizationTechnique": "RLVR",
            "Peft": "LORA",
            "EvaluatorArn": EVALUATOR,
        },
        "HyperParameters": {
            "max_steps": "10",
            "save_steps": "10",
            "max_length": "8192",
            "global_batch_size": "64",
            "learning_rate": "0.00001",
            "lora_alpha": "32",
            "learning_rate_ratio": "64.0",
        },
        "InputDataConfig": [
            channel("train", "s3://my-bucket/data/train.jsonl"),
            channel("validation", "s3://my-bucket/data/val.jsonl"),
        ],
        "OutputDataConfig": {
            "S3OutputPath": "s3://my-bucket/jobs/",
            "CompressionType": "NONE",
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 432_000},
        "ModelPackageConfig": {"ModelPackageGroupArn": GROUP},
    }


@pytest.mark.parametrize("model", MODELS)
def test_the_custom_scorer(model: str) -> None:
    parameters = scored(model=model, compute={"kms_key": KEY})
    values = parameters.pop("HyperParameters")
    assert parameters == {
        "TrainingJobName": NAME,
        "RoleArn": ROLE,
        "ServerlessJobConfig": {
            "BaseModelArn": f"{HUB}/{NAMES[model]}",
            "AcceptEula": True,
            "JobType": "Evaluation",
            "EvaluationType": "CustomScorerEvaluation",
        },
        "InputDataConfig": [channel("train", "s3://my-bucket/data/gen_qa.jsonl")],
        "OutputDataConfig": {
            "S3OutputPath": "s3://my-bucket/jobs/",
            "CompressionType": "NONE",
            "KmsKeyId": KEY,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": 86_400},
    }
    assert values == {
        "task": "gen_qa",
        "strategy": "gen_qa",
        "metric": "all",
        "lambda_type": "rft",
        "lambda_arn": FUNCTION,
        "aggregation": "mean",
        "postprocessing": "True",
        "max_new_tokens": "32768" if model == "nova-2-lite" else "8196",
        "temperature": "0",
        "top_k": "-1",
        "top_p": "1.0",
    }


def test_the_custom_scorer_takes_an_evaluator_too() -> None:
    parameters = scored(grader={"function": EVALUATOR})
    assert parameters["ServerlessJobConfig"]["EvaluatorArn"] == EVALUATOR
    assert "lambda_arn" not in parameters["HyperParameters"]


def test_a_model_package_goes_on() -> None:
    expected = {"ModelPackageGroupArn": GROUP, "SourceModelPackageArn": PACKAGE}
    assert rlvr(PACKAGE)["ModelPackageConfig"] == expected
    assert scored(PACKAGE, extra=REGISTERED)["ModelPackageConfig"] == expected


def test_a_checkpoint_in_s3_does_not() -> None:
    with pytest.raises(ConfigError, match="backend: sagemaker goes on from an s3:// checkpoint"):
        rlvr(CHECKPOINT)


def test_training_needs_a_group_to_register_in() -> None:
    with pytest.raises(ConfigError, match=r"give its ARN as run\.model_package_group"):
        sent(grader={"function": EVALUATOR})
    with pytest.raises(ConfigError, match=r"give its ARN as run\.model_package_group"):
        scored(PACKAGE)


def test_training_needs_an_evaluator_and_says_how_to_make_one() -> None:
    with pytest.raises(ConfigError, match=r"Evaluator\.create"):
        sent(extra=REGISTERED)


@pytest.mark.parametrize("changes", [{}, {"technique": "eval", "task": "gen_qa"}])
def test_a_grader_is_needed(changes: dict[str, Any]) -> None:
    with pytest.raises(ConfigError, match="grader: this job needs one"):
        sent(**{"extra": REGISTERED, **changes, "grader": None})
