"""Make serverless jobs with AWS's own SDK, and print the requests that would have left.

Run by an interpreter that has sagemaker-train; a test calls it in a subprocess:

    python serverless_with_sagemaker.py < CASES

CASES is a JSON list of CreateTrainingJob requests, of RLVR training and of custom scorer
evaluations. The result is a JSON list of objects with the `parameters` that the SDK sends for the
same: of CreateTrainingJob, or of the training step in its pipeline. The hub names a job's
hyperparameters, so it is answered here with those of the case. No call leaves.
"""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any, Final

from request_with_sagemaker import ANSWERS, NotSentError, kms, run, sent

MLFLOW: Final = "arn:aws:sagemaker:us-east-1:111122223333:mlflow-app/app-ABCDEFGHIJKL"
"""Named so that the SDK does not look for an app, and make one in the account."""
LEFT_TO_THE_EVALUATOR: Final = (
    "task",
    "strategy",
    "metric",
    "lambda_type",
    "aggregation",
    "postprocessing",
)
"""What the SDK's evaluator fills in by itself."""


def request(parameters: dict[str, Any], session: Any) -> dict[str, Any]:
    """What the SDK's trainer or evaluator of the case sends."""
    describe_the_hub(parameters)
    evaluates = parameters["ServerlessJobConfig"]["JobType"] == "Evaluation"
    with contextlib.suppress(NotSentError):
        (evaluate if evaluates else train)(parameters, session)
    return {"parameters": step(sent()) if evaluates else sent()}


def train(parameters: dict[str, Any], session: Any) -> None:
    """Train by RLVR. The function is not verified: that is another test."""
    from sagemaker.core import shapes  # type: ignore[import-not-found]  # not in .venv
    from sagemaker.train.rlvr_trainer import RLVRTrainer  # type: ignore[import-not-found]

    seconds = parameters["StoppingCondition"]["MaxRuntimeInSeconds"]
    data = {one["ChannelName"]: uri(one) for one in parameters["InputDataConfig"]}
    trainer = RLVRTrainer(
        model=model(parameters),
        model_package_group=parameters["ModelPackageConfig"]["ModelPackageGroupArn"],
        custom_reward_function=parameters["ServerlessJobConfig"]["EvaluatorArn"],
        mlflow_resource_arn=MLFLOW,
        training_dataset=data["train"],
        validation_dataset=data["validation"],
        accept_eula=True,
        stopping_condition=shapes.StoppingCondition(max_runtime_in_seconds=seconds),
        is_multimodal=False,
        skip_reward_validation=True,
        disable_output_compression=True,
        **surroundings(parameters, session),
    )
    trainer.train(wait=False)


def evaluate(parameters: dict[str, Any], session: Any) -> None:
    """Score answers with the grader."""
    from sagemaker.train.evaluate.custom_scorer_evaluator import (  # type: ignore[import-not-found]
        CustomScorerEvaluator,
    )

    config = parameters["ServerlessJobConfig"]
    package = parameters.get("ModelPackageConfig", {})
    CustomScorerEvaluator(
        model=model(parameters),
        evaluator=config.get("EvaluatorArn") or parameters["HyperParameters"]["lambda_arn"],
        dataset=uri(parameters["InputDataConfig"][0]),
        mlflow_resource_arn=MLFLOW,
        model_package_group=package.get("ModelPackageGroupArn"),
        evaluate_base_model=False,
        region="us-east-1",
        **surroundings(parameters, session),
    ).evaluate()


def surroundings(parameters: dict[str, Any], session: Any) -> dict[str, Any]:
    """What the trainer and the evaluator call the same."""
    from sagemaker.core import shapes  # type: ignore[import-not-found]  # not in .venv

    network = parameters.get("VpcConfig")
    tags = [{"key": tag["Key"], "value": tag["Value"]} for tag in parameters.get("Tags", ())]
    return {
        "sagemaker_session": session,
        "role": parameters["RoleArn"],
        "s3_output_path": parameters["OutputDataConfig"]["S3OutputPath"],
        "networking": network
        and shapes.VpcConfig(
            security_group_ids=network["SecurityGroupIds"], subnets=network["Subnets"]
        ),
        "tags": tags or None,
        **kms(parameters["OutputDataConfig"]),
    }


def model(parameters: dict[str, Any]) -> str:
    """What the job goes on from: a model package, else the name of the base model."""
    package: dict[str, str] = parameters.get("ModelPackageConfig", {})
    base: str = parameters["ServerlessJobConfig"]["BaseModelArn"]
    return package.get("SourceModelPackageArn") or base.rpartition("/")[2]


def uri(channel: dict[str, Any]) -> str:
    """Where a channel's data are."""
    return str(channel["DataSource"]["S3DataSource"]["S3Uri"])


def step(pipeline: dict[str, Any]) -> dict[str, Any]:
    """The training job that the pipeline makes of the model; beside it is lineage."""
    steps = json.loads(pipeline["PipelineDefinition"])["Steps"]
    (found,) = (one["Arguments"] for one in steps if one["Type"] == "Training")
    return dict(found)


def describe_the_hub(parameters: dict[str, Any]) -> None:
    """Answer as the hub, the registry and S3 would for the case's model and its values."""
    arn = parameters["ServerlessJobConfig"]["BaseModelArn"]
    name = arn.rpartition("/")[2]
    values = parameters["HyperParameters"]
    options = {
        key: {"default": value, "type": "string"}
        for key, value in values.items()
        if key not in LEFT_TO_THE_EVALUATOR
    }
    places = {"SmtjRecipeTemplateS3Uri": "s3://hub/a", "SmtjOverrideParamsS3Uri": "s3://hub/b"}
    recipes = [
        {"CustomizationTechnique": "RLVR", "Type": "FineTuning", "Peft": "LORA", **places},
        {"Type": "Evaluation", "EvaluationType": "DeterministicEvaluation", **places},
    ]
    ANSWERS["DescribeHubContent"] = {
        "HubContentName": name,
        "HubContentArn": arn,
        "HubContentVersion": "1.0.0",
        "HubContentType": "Model",
        "DocumentSchemaVersion": "1.0.0",
        "HubName": "SageMakerPublicHub",
        "HubArn": "arn:aws:sagemaker:us-east-1:aws:hub/SageMakerPublicHub",
        "HubContentDocument": json.dumps({"RecipeCollection": recipes}),
        "HubContentStatus": "Available",
        "CreationTime": "2026-01-01",
    }
    package = parameters.get("ModelPackageConfig", {})
    base = {"HubContentName": name, "HubContentVersion": "1.0.0", "HubContentArn": arn}
    weights = {"S3Uri": "s3://hub/m/", "S3DataType": "S3Prefix", "CompressionType": "None"}
    ANSWERS["DescribeModelPackage"] = {
        "ModelPackageArn": package.get("SourceModelPackageArn"),
        "ModelPackageGroupName": package.get("ModelPackageGroupArn", "").rpartition("/")[2],
        "ModelPackageStatus": "Completed",
        "CreationTime": "2026-01-01",
        "InferenceSpecification": {
            "Containers": [{"BaseModel": base, "ModelDataSource": {"S3DataSource": weights}}]
        },
    }
    ANSWERS["ListObjectsV2"] = {"KeyCount": 1, "Contents": [{"Key": "data"}]}
    ANSWERS["ListPipelines"] = {"PipelineSummaries": []}
    ANSWERS["ListArtifacts"] = {"ArtifactSummaries": [{"ArtifactArn": f"{MLFLOW}-artifact"}]}
    ANSWERS["GetObject"] = {"Body": io.BytesIO(json.dumps(options).encode())}


if __name__ == "__main__":
    run(request)
