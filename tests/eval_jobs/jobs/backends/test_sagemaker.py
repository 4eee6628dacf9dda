from __future__ import annotations

from typing import Any, Final, NamedTuple

import pytest
import yaml

from eval_jobs.jobs.backends.build import build_request
from tests.eval_jobs.jobs.backends.jobs import (
    CHECKPOINT,
    FUNCTION,
    KEY,
    NAME,
    RECIPES,
    ROLE,
    data,
    job,
)
from tests.eval_jobs.jobs.backends.offline import check, leaving

REGISTRY: Final = "708977205387.dkr.ecr.us-east-1.amazonaws.com"
TRAINING: Final = f"{REGISTRY}/nova-fine-tune-repo:SM-TJ"
EVALUATION: Final = f"{REGISTRY}/nova-evaluation-repo:SM-TJ-Eval-V2-latest"
MICRO: Final = ("amazon.nova-micro-v1:0:128k", "nova-micro/prod")
LITE: Final = ("amazon.nova-lite-v1:0:300k", "nova-lite/prod")
PRO: Final = ("amazon.nova-pro-v1:0:300k", "nova-pro/prod")
NOVA_2: Final = ("amazon.nova-2-lite-v1:0:256k", "nova-lite-2/prod")
DAYS_5: Final = 432_000
DAY: Final = 86_400
PREFIX: Final = "S3Prefix"
TRAINED: Final = {"eval_lambda_arn": FUNCTION}


class Golden(NamedTuple):
    """What sets one training job's request apart from the others'."""

    image: str
    model: tuple[str, str]
    replicas: int
    kind: str
    seconds: int
    more: dict[str, str] = {}  # noqa: RUF012  # a row of a table


GOLDEN: Final = {
    "sft nova-micro": Golden(f"{TRAINING}-SFT-latest", MICRO, 2, "Converse", DAYS_5),
    "sft nova-lite": Golden(f"{TRAINING}-SFT-latest", LITE, 4, "Converse", DAYS_5),
    "sft nova-pro": Golden(f"{TRAINING}-SFT-latest", PRO, 6, "Converse", DAYS_5),
    "sft nova-2-lite": Golden(f"{TRAINING}-SFT-V2-latest", NOVA_2, 4, "Converse", DAYS_5),
    "dpo nova-micro": Golden(f"{TRAINING}-DPO-latest", MICRO, 2, "Converse", DAYS_5),
    "dpo nova-lite": Golden(f"{TRAINING}-DPO-latest", LITE, 4, "Converse", DAYS_5),
    "dpo nova-pro": Golden(f"{TRAINING}-DPO-latest", PRO, 6, "Converse", DAYS_5),
    "rft nova-2-lite": Golden(
        f"{TRAINING}-RFT-V2-latest", NOVA_2, 4, PREFIX, DAYS_5, {"reward_lambda_arn": FUNCTION}
    ),
    "rft_eval nova-micro": Golden(EVALUATION, MICRO, 1, PREFIX, DAY),
    "rft_eval nova-lite": Golden(EVALUATION, LITE, 1, PREFIX, DAY),
    "rft_eval nova-pro": Golden(EVALUATION, PRO, 1, PREFIX, DAY),
    "rft_eval nova-2-lite": Golden(EVALUATION, NOVA_2, 1, PREFIX, DAY),
    "gen_qa nova-micro": Golden(EVALUATION, MICRO, 1, PREFIX, DAY, TRAINED),
    "gen_qa nova-lite": Golden(EVALUATION, LITE, 1, PREFIX, DAY, TRAINED),
    "gen_qa nova-pro": Golden(EVALUATION, PRO, 1, PREFIX, DAY, TRAINED),
    "gen_qa nova-2-lite": Golden(EVALUATION, NOVA_2, 1, PREFIX, DAY, TRAINED),
}


def channel(name: str, uri: str, kind: str = PREFIX) -> dict[str, Any]:
    return {
        "ChannelName": name,
        "InputMode": "File",
        "DataSource": {
            "S3DataSource": {
                "S3DataType": kind,
                "S3Uri": uri,
                "S3DataDistributionType": "FullyReplicated",
            }
        },
    }


def channels(case: str, kind: str) -> list[dict[str, Any]]:
    recipe = channel("recipe", f"s3://my-bucket/jobs/{NAME}/input/recipe/recipe.yaml")
    if "_" in case:
        return [channel("train", "s3://my-bucket/data/gen_qa.jsonl", kind), recipe]
    return [
        channel("train", "s3://my-bucket/data/train.jsonl", kind),
        channel("validation", "s3://my-bucket/data/val.jsonl", kind),
        recipe,
    ]


@pytest.mark.parametrize("rank", ["lora", "full"])
@pytest.mark.parametrize("case", RECIPES)
def test_the_request_of_every_technique_and_model(case: str, rank: str) -> None:
    said = job(**RECIPES[case], rank=rank)
    golden = GOLDEN[case]
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    check(request)
    assert leaving(request) == request.parameters
    assert request.parameters == {
        "TrainingJobName": NAME,
        "RoleArn": ROLE,
        "AlgorithmSpecification": {"TrainingImage": golden.image, "TrainingInputMode": "File"},
        "HyperParameters": {
            "model_type": golden.model[0],
            "base_model": golden.model[1],
            "sagemaker_recipe_local_path": "/opt/ml/input/data/recipe/recipe.yaml",
            **golden.more,
        },
        "InputDataConfig": channels(case, golden.kind),
        "OutputDataConfig": {"S3OutputPath": "s3://my-bucket/jobs/"},
        "ResourceConfig": {
            "InstanceType": "ml.p5.48xlarge",
            "InstanceCount": golden.replicas,
            "VolumeSizeInGB": 30,
        },
        "StoppingCondition": {"MaxRuntimeInSeconds": golden.seconds},
        "EnableNetworkIsolation": False,
    }
    assert (request.service, request.operation) == ("sagemaker", "create_training_job")


@pytest.mark.parametrize("case", RECIPES)
def test_the_recipe_that_is_uploaded_is_the_one_that_is_shown(case: str) -> None:
    said = job(**RECIPES[case])
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    assert request.recipe is not None
    (upload,) = request.uploads
    assert yaml.safe_load(str(upload.content)) == request.recipe
    assert request.recipe["run"]["name"] == NAME
    assert request.recipe["run"]["replicas"] == GOLDEN[case].replicas


@pytest.mark.parametrize("case", RECIPES)
def test_a_checkpoint_takes_the_place_of_the_base_model(case: str) -> None:
    said = job(**RECIPES[case])
    request = build_request(said, NAME, checkpoint=CHECKPOINT, data=data(said))
    values = request.parameters["HyperParameters"]
    assert "base_model" not in values
    assert values["base_model_location"] == CHECKPOINT
    assert request.recipe is not None
    assert request.recipe["run"]["model_name_or_path"] == CHECKPOINT


def test_what_compute_says_is_sent() -> None:
    compute = {
        "instance_type": "ml.p5en.48xlarge",
        "instance_count": 2,
        "max_runtime_hours": 1.5,
        "volume_gb": 500,
        "kms_key": KEY,
        "subnets": ["subnet-1", "subnet-2"],
        "security_groups": ["sg-1"],
        "network_isolation": True,
        "tags": {"team": "agents"},
    }
    said = job(compute=compute)
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    check(request)
    sent = request.parameters
    assert sent["ResourceConfig"] == {
        "InstanceType": "ml.p5en.48xlarge",
        "InstanceCount": 2,
        "VolumeSizeInGB": 500,
    }
    assert sent["StoppingCondition"] == {"MaxRuntimeInSeconds": 5400}
    assert sent["OutputDataConfig"]["KmsKeyId"] == KEY
    assert sent["VpcConfig"] == {"Subnets": ["subnet-1", "subnet-2"], "SecurityGroupIds": ["sg-1"]}
    assert sent["EnableNetworkIsolation"] is True
    assert sent["Tags"] == [{"Key": "team", "Value": "agents"}]
    assert {upload.kms_key for upload in request.uploads} == {KEY}


def test_tensorboards_files_go_where_the_job_says() -> None:
    said = job(tensorboard="s3://my-bucket/curves")
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    check(request)
    curves = request.parameters["TensorBoardOutputConfig"]
    assert curves == {
        "S3OutputPath": "s3://my-bucket/curves",
        "LocalPath": "/opt/ml/output/tensorboard",
    }


def test_only_a_volume_that_does_not_encrypt_itself_gets_the_key() -> None:
    kind = {"instance_type": "ml.r5.24xlarge", "kms_key": KEY}
    said = job(compute=kind)
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    assert request.parameters["ResourceConfig"]["VolumeKmsKeyId"] == KEY


@pytest.mark.parametrize(
    ("region", "account"), [("us-west-2", "176779409107"), ("ap-northeast-1", "878185805882")]
)
def test_every_region_has_its_images(region: str, account: str) -> None:
    said = job(region=region)
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    image = request.parameters["AlgorithmSpecification"]["TrainingImage"]
    assert image.startswith(f"{account}.dkr.ecr.{region}.amazonaws.com/")
    assert request.region == region


def test_validation_is_optional() -> None:
    request = build_request(job(), NAME, checkpoint=None, data={"train": "s3://b/a.jsonl"})
    names = [one["ChannelName"] for one in request.parameters["InputDataConfig"]]
    assert names == ["train", "recipe"]


def test_an_evaluation_without_a_grader_names_none() -> None:
    said = job(technique="eval", task="gen_qa", grader=None)
    request = build_request(said, NAME, checkpoint=None, data=data(said))
    assert "eval_lambda_arn" not in request.parameters["HyperParameters"]
