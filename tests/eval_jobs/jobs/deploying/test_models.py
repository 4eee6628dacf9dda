"""From a checkpoint to a model and its deployment, or why not."""

from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.custom_models import TAG
from eval_jobs.jobs.deploy import Deployed
from eval_jobs.jobs.errors import JobError
from tests.eval_jobs.jobs.deploying.scene import (
    BEDROCK_ROLE,
    DEPLOYMENT,
    ESCROW,
    MODEL,
    OTHER_MODEL,
    Scene,
)
from tests.eval_jobs.jobs.scripted import REGION, ROLE, Fault


def test_a_checkpoint_becomes_a_model_that_answers(scene: Scene) -> None:
    assert scene.deploy() == Deployed(MODEL, DEPLOYMENT, "Here.", f'modelId="{DEPLOYMENT}"')
    (model,) = scene.script.requests("CreateCustomModel")
    (deployment,) = scene.script.requests("CreateCustomModelDeployment")
    tag, token = model["modelTags"][0], model["clientRequestToken"]
    assert model == {
        "modelName": "legal-rft",
        "modelSourceConfig": {"s3DataSource": {"s3Uri": ESCROW}},
        "roleArn": BEDROCK_ROLE,
        "modelTags": [{"key": TAG, "value": tag["value"]}],
        "clientRequestToken": token,
    }
    assert deployment == {
        "modelDeploymentName": "legal-rft",
        "modelArn": MODEL,
        "clientRequestToken": deployment["clientRequestToken"],
    }
    assert token != deployment["clientRequestToken"]
    assert len(scene.script.requests("GetCustomModel")) == 2
    assert len(scene.script.requests("GetCustomModelDeployment")) == 2
    assert scene.asked == [DEPLOYMENT]
    assert scene.kept() == (MODEL, DEPLOYMENT)


def test_a_model_is_encrypted_with_the_jobs_key(scene: Scene) -> None:
    key = f"arn:aws:kms:{REGION}:111122223333:key/12345678-1234-1234-1234-123456789012"
    job = {"role": ROLE, "compute": {"kms_key": key}}
    scene.registry.update("legal-rft", job=job)
    scene.deploy()
    assert scene.script.requests("CreateCustomModel")[0]["modelKmsKeyArn"] == key


@pytest.mark.parametrize("tags", [[], [{"key": TAG, "value": "of-another"}]])
def test_another_checkpoints_model_is_not_used(tags: list[Any], scene: Scene) -> None:
    scene.bedrock.add_model(OTHER_MODEL, "legal-rft", tags)
    with pytest.raises(JobError, match=r"there is a model legal-rft already.* --name"):
        scene.deploy()
    assert scene.script.requests("CreateCustomModel") == []
    assert scene.deploy("another").model == MODEL


def test_another_models_deployment_is_not_used(scene: Scene) -> None:
    scene.bedrock.add_deployment(DEPLOYMENT, "legal-rft", OTHER_MODEL)
    with pytest.raises(JobError, match="there is a deployment legal-rft already, of"):
        scene.deploy()
    assert scene.script.requests("CreateCustomModelDeployment") == []


def test_a_full_rank_model_needs_provisioned_throughput(scene: Scene) -> None:
    scene.registry.update("legal-rft", job={"role": ROLE, "rank": "full"})
    found = scene.deploy()
    assert (found.model, found.deployment, found.reply) == (MODEL, None, "")
    assert f"create-provisioned-model-throughput --region {REGION}" in found.advice
    assert MODEL in found.advice
    assert scene.script.requests("CreateCustomModelDeployment") == []
    assert scene.kept() == (MODEL, None)


def test_a_model_of_bedrocks_own_is_deployed_as_it_is(scene: Scene) -> None:
    scene.bedrock.add_model(MODEL, "from-bedrock")
    scene.registry.update("legal-rft", checkpoint=MODEL)
    assert scene.deploy().deployment == DEPLOYMENT
    assert scene.script.requests("CreateCustomModel") == []
    assert scene.kept() == (None, DEPLOYMENT)
    with pytest.raises(JobError, match="all that is left of the training"):
        scene.undeploy(model=True)
    assert scene.bedrock.deployments


def test_a_refused_model_says_why(scene: Scene) -> None:
    scene.bedrock.failure = "the role may not read the checkpoint"
    with pytest.raises(JobError, match=r"legal-rft failed: the role may not read"):
        scene.deploy()
    assert scene.kept() == (None, None)


def test_a_model_that_is_remembered_and_gone_is_said(scene: Scene) -> None:
    scene.script.on("CreateCustomModel", {"modelArn": MODEL})
    with pytest.raises(JobError, match="choose another --name"):
        scene.deploy()
    assert len(scene.script.slept) == 5


def test_a_role_that_may_not_is_an_error(scene: Scene) -> None:
    scene.script.on("CreateCustomModel", Fault("AccessDeniedException", 403))
    with pytest.raises(AwsError, match="bedrock create_custom_model"):
        scene.deploy()
