"""What is to be deployed, as what, and by which role."""

from __future__ import annotations

import re

import pytest

from eval_jobs.jobs.deploy import intent_of
from eval_jobs.jobs.errors import JobError
from tests.eval_jobs.jobs.deploying.scene import (
    BEDROCK_ROLE,
    ESCROW,
    Scene,
)
from tests.eval_jobs.jobs.scripted import ROLE, record


def test_the_role_of_a_job_on_sagemaker_is_not_handed_to_bedrock(scene: Scene) -> None:
    with pytest.raises(JobError, match=r"--role ARN"):
        scene.deploy(role=None)
    assert not scene.script.requests("CreateCustomModel")


def test_a_job_on_bedrock_has_its_own_role() -> None:
    job = {"role": ROLE, "backend": "bedrock"}
    assert intent_of(record(checkpoint=ESCROW, job=job)).role == ROLE
    assert intent_of(record(checkpoint=ESCROW, job=job), role=BEDROCK_ROLE).role == BEDROCK_ROLE
    assert intent_of(record(checkpoint=ESCROW)).role is None


def test_a_model_that_is_there_takes_no_role(scene: Scene) -> None:
    first = scene.deploy()
    assert scene.deploy(role=None) == first


def test_a_role_is_given_by_its_arn() -> None:
    with pytest.raises(JobError, match="--role Bedrock: give the role's ARN"):
        intent_of(record(checkpoint=ESCROW), role="Bedrock")


def test_tokens_are_those_of_the_intent() -> None:
    one = intent_of(record(checkpoint=ESCROW))
    same = intent_of(record(checkpoint=ESCROW, launched="2027-01-01T00:00:00+00:00"))
    others = [
        intent_of(record(checkpoint=ESCROW), "another"),
        intent_of(record(checkpoint=ESCROW + "2")),
    ]
    assert one.token("model") == same.token("model")
    every = {intent.token(step) for intent in [one, *others] for step in ("model", "deployment")}
    assert len(every) == 6
    assert all(re.fullmatch("[a-z0-9]{1,256}", token) for token in every)


@pytest.mark.parametrize("name", ["a--b", "-a", "a.b", "a" * 64, "a b"])
def test_a_name_that_bedrock_does_not_take_is_said(name: str, scene: Scene) -> None:
    with pytest.raises(JobError, match=re.escape(f"--name {name}: Bedrock takes")):
        scene.deploy(name)
    assert scene.script.calls == []


def test_a_job_without_a_checkpoint_is_said(scene: Scene) -> None:
    scene.registry.update("legal-rft", checkpoint=None)
    with pytest.raises(JobError, match=r"toolgrade job collect legal-rft` first"):
        scene.deploy()
