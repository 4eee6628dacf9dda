"""Serverless SageMaker jobs, RLVR and the custom scorer: no recipe, no instances, LoRA only.

The service takes a grader for training only as an evaluator of a hub, which holds the function's
ARN; for evaluation it takes the function itself too.

The requests are those of AWS's sagemaker SDK v3 (RLVRTrainer, CustomScorerEvaluator), which a test
asks. The SDK itself sends none here: it cannot say what it would send, it makes MLflow apps and
pipelines in the account on the way, and two of its jobs of one second share a name.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.errors import ConfigError
from eval_jobs.jobs import addresses
from eval_jobs.jobs.backends.files import place
from eval_jobs.jobs.backends.sagemaker import channels, common
from eval_jobs.jobs.profiles import profile
from eval_jobs.jobs.recipes.values import serverless_hyperparameters
from eval_jobs.jobs.request import Request

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

MODEL_GROUP: Final = "run.model_package_group"
"""Where `extra` names the group that the trained model joins, as the SDK v3's recipes do."""


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """The CreateTrainingJob call of a serverless job.

    `checkpoint` is the ARN of the model package to go on from; None starts from the base model.
    ConfigError where the service needs what the job does not say.
    """
    files = place(job, name, data)
    evaluates = job.technique == "eval"
    parameters = {
        **common(job, name),
        "InputDataConfig": [_without_mode(channel) for channel in channels(job, files)],
        "ServerlessJobConfig": _evaluation(job) if evaluates else _fine_tuning(job),
        "HyperParameters": _scorer_values(job) if evaluates else _values(job),
        **_model_package(job, checkpoint),
    }
    parameters["OutputDataConfig"]["CompressionType"] = "NONE"
    return Request(name, "sagemaker", "create_training_job", job.region, parameters, files.uploads)


def _without_mode(channel: Mapping[str, Any]) -> dict[str, Any]:
    """The service reads the data in its own way."""
    return {name: value for name, value in channel.items() if name != "InputMode"}


def _fine_tuning(job: Job) -> dict[str, Any]:
    return {
        "BaseModelArn": _model(job),
        "AcceptEula": True,
        "JobType": "FineTuning",
        "CustomizationTechnique": "RLVR",
        "Peft": "LORA",
        "EvaluatorArn": _evaluator(job),
    }


def _evaluation(job: Job) -> dict[str, Any]:
    config = {
        "BaseModelArn": _model(job),
        "AcceptEula": True,
        "JobType": "Evaluation",
        "EvaluationType": "CustomScorerEvaluation",
    }
    function = _grader(job)
    return {**config, "EvaluatorArn": function} if _is_evaluator(function) else config


def _scorer_values(job: Job) -> dict[str, str]:
    """As the SDK's CustomScorerEvaluator sends them, beside the evaluator.

    A function is no evaluator: AWS's Nova Forge SDK sends it so (runtime_manager).
    """
    function = _grader(job)
    named = {} if _is_evaluator(function) else {"lambda_arn": function}
    return {
        "task": "gen_qa",
        "strategy": "gen_qa",
        "metric": "all",
        "lambda_type": "rft",
        "aggregation": "mean",
        "postprocessing": "True",
        **named,
        **_values(job),
    }


def _values(job: Job) -> dict[str, str]:
    values = serverless_hyperparameters(job)
    return {name: value for name, value in values.items() if name != MODEL_GROUP}


def _model_package(job: Job, checkpoint: str | None) -> dict[str, Any]:
    """Where a trained model is registered, and the one that it goes on from."""
    group = job.extra.get(MODEL_GROUP)
    if group is None:
        if job.technique == "eval" and checkpoint is None:
            return {}
        raise ConfigError(
            f"extra: serverless jobs register the model in a group: give its ARN as {MODEL_GROUP}"
        )
    config = {"ModelPackageGroupArn": group}
    if checkpoint is not None:
        if ":model-package/" not in checkpoint:
            raise ConfigError(
                f"start: {checkpoint}: serverless jobs go on from a model package's ARN; "
                "backend: sagemaker goes on from an s3:// checkpoint"
            )
        config["SourceModelPackageArn"] = checkpoint
    return {"ModelPackageConfig": config}


def _model(job: Job) -> str:
    hub = f"arn:aws:sagemaker:{job.region}:aws:hub-content/SageMakerPublicHub/Model"
    return f"{hub}/{profile(job).hub}"


def _grader(job: Job) -> str:
    if job.grader is None:
        raise ConfigError("grader: this job needs one")
    return job.grader.function


def _is_evaluator(function: str) -> bool:
    return re.fullmatch(addresses.EVALUATOR, function) is not None


def _evaluator(job: Job) -> str:
    function = _grader(job)
    if not _is_evaluator(function):
        raise ConfigError(
            f"grader.function: {function}: serverless RFT takes an evaluator of a hub: make one "
            "with sagemaker.ai_registry.evaluator.Evaluator.create(name=..., "
            "type='RewardFunction', source=<this ARN>), and give its ARN"
        )
    return function
