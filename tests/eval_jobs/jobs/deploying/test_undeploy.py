"""A deployment is deleted, and its model where that is asked."""

from __future__ import annotations

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.jobs.errors import JobError
from tests.eval_jobs.jobs.deploying.scene import (
    DEPLOYMENT,
    MODEL,
    Scene,
)
from tests.eval_jobs.jobs.scripted import Fault


def test_undeploy_deletes_the_deployment_and_leaves_the_model(scene: Scene) -> None:
    scene.deploy()
    scene.undeploy()
    assert scene.bedrock.deployments == {}
    assert list(scene.bedrock.models) == [MODEL]
    assert scene.kept() == (MODEL, None)
    assert scene.script.requests("DeleteCustomModelDeployment") == [
        {"customModelDeploymentIdentifier": DEPLOYMENT}
    ]
    scene.undeploy(model=True)
    assert scene.bedrock.models == {}
    assert scene.kept() == (None, None)
    with pytest.raises(JobError, match="is not deployed"):
        scene.undeploy()


def test_the_model_goes_after_the_deployment_is_gone(scene: Scene) -> None:
    scene.deploy()
    deleted = scene.bedrock._delete
    conflict = Fault("ConflictException", 409)
    scene.script.on(
        "DeleteCustomModel",
        conflict,
        lambda p: deleted(scene.bedrock.models, p["modelIdentifier"]),
    )
    scene.undeploy(model=True)
    operations = [call.operation for call in scene.script.calls]
    assert operations[-4:] == [
        "DeleteCustomModelDeployment",
        "GetCustomModelDeployment",
        "DeleteCustomModel",
        "DeleteCustomModel",
    ]
    assert scene.kept() == (None, None)


def test_what_is_gone_already_is_no_error(scene: Scene) -> None:
    scene.deploy()
    scene.bedrock.deployments.clear()
    scene.bedrock.models.clear()
    scene.undeploy(model=True)
    assert scene.kept() == (None, None)


def test_what_may_not_be_deleted_stays_known(scene: Scene) -> None:
    scene.deploy()
    scene.script.on("DeleteCustomModelDeployment", Fault("AccessDeniedException", 403))
    with pytest.raises(AwsError, match="delete_custom_model_deployment"):
        scene.undeploy()
    assert scene.kept() == (MODEL, DEPLOYMENT)
