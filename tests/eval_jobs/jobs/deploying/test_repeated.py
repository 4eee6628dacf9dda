"""Deploying again, interrupted or not, makes nothing twice."""

from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.jobs.deploy import deploy
from tests.eval_jobs.jobs.deploying.scene import (
    BEDROCK_ROLE,
    DEPLOYMENT,
    OTHER_MODEL,
    Scene,
)
from tests.eval_jobs.jobs.scripted import Fault


@pytest.mark.parametrize("step", range(1, 8))
def test_an_interrupted_deploy_goes_on(step: int, scene: Scene) -> None:
    """Killed after each of its calls in turn, then repeated: one model, one deployment."""
    killed = scene.script.patient()

    def connect(service: str, region: str) -> Any:
        made = scene.script.connect(service, region)
        made.meta.events.register("after-call", lambda **_: interrupt())
        return made

    def interrupt() -> None:
        if len(scene.script.calls) == step:
            raise KeyboardInterrupt

    killed = scene.script.patient(connect)
    job = scene.registry.load("legal-rft")
    with pytest.raises(KeyboardInterrupt):
        deploy(job, scene.registry, role=BEDROCK_ROLE, calls=killed, ask=scene.ask)
    assert scene.deploy().deployment == DEPLOYMENT
    assert len(scene.script.requests("CreateCustomModel")) == 1
    assert len(scene.script.requests("CreateCustomModelDeployment")) == 1


def test_a_lost_answer_is_asked_for_with_the_same_token(scene: Scene) -> None:
    create = scene.bedrock._create_model
    scene.script.on("CreateCustomModel", Fault("InternalServerException", 500), create)
    scene.deploy()
    first, second = scene.script.requests("CreateCustomModel")
    assert first == second


def test_a_deployed_job_is_deployed_once(scene: Scene) -> None:
    first = scene.deploy()
    created = len(scene.script.requests("CreateCustomModel"))
    assert scene.deploy() == first
    assert len(scene.script.requests("CreateCustomModel")) == created
    assert len(scene.asked) == 2


def test_longer_names_on_other_pages_are_not_taken_for_it(scene: Scene) -> None:
    scene.bedrock.add_model(OTHER_MODEL, "legal-rft-2")
    scene.bedrock.add_deployment(DEPLOYMENT[:-1] + "x", "legal-rft-2", OTHER_MODEL)
    scene.deploy()
    scene.deploy()
    assert len(scene.script.requests("CreateCustomModel")) == 1
    assert len(scene.script.requests("CreateCustomModelDeployment")) == 1
