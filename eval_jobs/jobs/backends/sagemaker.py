"""SageMaker training jobs: a recipe in a channel of its own (AWS docs: Nova on training jobs)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.jobs.backends.files import Files, output_uri, place, recipe_upload, rendered
from eval_jobs.jobs.instances import placement
from eval_jobs.jobs.places import MISSING, find
from eval_jobs.jobs.profiles import image, max_runtime_hours
from eval_jobs.jobs.request import Request

if TYPE_CHECKING:
    from eval_jobs.jobs.job import Job

RECIPE_PATH: Final = "/opt/ml/input/data/recipe/recipe.yaml"
"""Where the container finds the channel `recipe` (sagemaker SDK v3: SM_RECIPE_CONTAINER_PATH)."""
TENSORBOARD_PATH: Final = "/opt/ml/output/tensorboard"
"""Where the container writes its files (SageMaker API: the default)."""
CONVERSE: Final = ("sft", "dpo")
"""Their records are Converse conversations, and have to be declared so (AWS docs: Nova SFT)."""
LOCAL_STORAGE: Final = ("g5", "g6", "g6e", "p4d", "p4de", "p5", "p5e", "p5en")
"""Instances that encrypt their own disks; a volume key is refused (CreateTrainingJob)."""


def build_request(
    job: Job, name: str, *, checkpoint: str | None, data: Mapping[str, str]
) -> Request:
    """The CreateTrainingJob call of a job, and the files that it reads.

    `name` is the job's and the run's. `checkpoint` is the S3 URI to go on from; None starts from
    the base model. `data` holds the address of each split.
    """
    files = place(job, name, data)
    recipe = rendered(job, name, checkpoint, files)
    recipe_file = recipe_upload(job, name, recipe)
    parameters: dict[str, Any] = {
        **common(job, name),
        "AlgorithmSpecification": {"TrainingImage": image(job), "TrainingInputMode": "File"},
        "HyperParameters": _hyperparameters(recipe),
        "InputDataConfig": [*channels(job, files), _channel("recipe", recipe_file.uri)],
        "ResourceConfig": _resources(job, recipe["run"]["replicas"]),
        "EnableNetworkIsolation": job.compute.network_isolation,
    }
    if job.tensorboard:
        parameters["TensorBoardOutputConfig"] = {
            "S3OutputPath": job.tensorboard,
            "LocalPath": TENSORBOARD_PATH,
        }
    uploads = (*files.uploads, recipe_file)
    return Request(
        name, "sagemaker", "create_training_job", job.region, parameters, uploads, recipe
    )


def common(job: Job, name: str) -> dict[str, Any]:
    """What every training job says, serverless or not."""
    compute = job.compute
    output = {"S3OutputPath": output_uri(job)}
    if compute.kms_key:
        output["KmsKeyId"] = compute.kms_key
    parameters: dict[str, Any] = {
        "TrainingJobName": name,
        "RoleArn": job.role,
        "OutputDataConfig": output,
        # always sent: without it SageMaker stops after a day, its SDK after an hour
        "StoppingCondition": {"MaxRuntimeInSeconds": round(max_runtime_hours(job) * 3600)},
    }
    if compute.subnets:
        parameters["VpcConfig"] = {
            "SecurityGroupIds": list(compute.security_groups),
            "Subnets": list(compute.subnets),
        }
    if compute.tags:
        parameters["Tags"] = [{"Key": key, "Value": value} for key, value in compute.tags.items()]
    return parameters


def channels(job: Job, files: Files) -> list[dict[str, Any]]:
    """One channel for each split; an evaluation's data is `train` too, as the container asks."""
    kind = "Converse" if job.technique in CONVERSE else "S3Prefix"
    return [
        _channel("train" if split == "test" else split, uri, kind)
        for split, uri in files.uris.items()
    ]


def _channel(name: str, uri: str, kind: str = "S3Prefix") -> dict[str, Any]:
    source = {"S3DataType": kind, "S3Uri": uri, "S3DataDistributionType": "FullyReplicated"}
    return {"ChannelName": name, "InputMode": "File", "DataSource": {"S3DataSource": source}}


def _hyperparameters(recipe: Mapping[str, Any]) -> dict[str, str]:
    """What the service reads instead of the recipe: raw strings, nothing empty."""
    run = recipe["run"]
    model = run["model_name_or_path"]
    function = find(recipe, "processor.lambda_arn")
    values = {
        "model_type": run["model_type"],
        "base_model_location" if model.startswith("s3://") else "base_model": model,
        "reward_lambda_arn": run.get("reward_lambda_arn"),
        "eval_lambda_arn": None if function is MISSING else function,
        "sagemaker_recipe_local_path": RECIPE_PATH,
    }
    return {name: value for name, value in values.items() if value}


def _resources(job: Job, count: int) -> dict[str, Any]:
    """`count` is the recipe's replicas: where the two differ, the job fails after it started."""
    kind = placement(job).instance_type
    resources: dict[str, Any] = {
        "InstanceType": kind,
        "InstanceCount": count,
        "VolumeSizeInGB": job.compute.volume_gb,
    }
    if job.compute.kms_key and kind.split(".")[1] not in LOCAL_STORAGE:
        resources["VolumeKmsKeyId"] = job.compute.kms_key
    return resources
