"""A new deployment is asked something."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from eval_jobs.jobs.deploy import ask_model
from eval_jobs.jobs.errors import JobError
from eval_jobs.models.model import RequestError
from tests.eval_jobs.jobs.deploying.scene import (
    DEPLOYMENT,
    MODEL,
    Scene,
)
from tests.eval_jobs.services import Reply, Request, Service, serving


def test_a_new_deployment_may_not_be_ready(scene: Scene) -> None:
    answers: list[Any] = [RequestError("not ready", "ModelNotReady", lasting=False)] * 2

    def ask(_: str) -> str:
        if answers:
            raise answers.pop()
        return "Here."

    assert scene.deploy(ask=ask).reply == "Here."


@pytest.mark.parametrize(("lasting", "times"), [(True, 1), (False, 5)])
def test_a_deployment_that_does_not_answer_is_kept_and_said(
    lasting: bool, times: int, scene: Scene
) -> None:
    def ask(deployment: str) -> str:
        scene.asked.append(deployment)
        raise RequestError("no", "Odd", lasting=lasting)

    with pytest.raises(JobError, match="is active, and does not answer: no"):
        scene.deploy(ask=ask)
    assert len(scene.asked) == times
    assert scene.kept() == (MODEL, DEPLOYMENT)


def test_an_empty_answer_is_said(scene: Scene) -> None:
    with pytest.raises(JobError, match="answers nothing"):
        scene.deploy(ask=lambda _: " ")


@pytest.fixture
def runtime(monkeypatch: pytest.MonkeyPatch) -> Iterator[Service]:
    def reply(_: Request) -> Reply:
        thought = {"reasoningContent": {"reasoningText": {"text": "hm"}}}
        message = {"role": "assistant", "content": [thought, {"text": "Here I am."}]}
        usage = {"inputTokens": 1, "outputTokens": 2, "totalTokens": 3}
        body = {"output": {"message": message}, "stopReason": "end_turn", "usage": usage}
        return Reply({**body, "metrics": {"latencyMs": 1}})

    with serving(reply) as service:
        monkeypatch.setenv("AWS_ENDPOINT_URL_BEDROCK_RUNTIME", service.url)
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            monkeypatch.setenv(name, "testing")
        yield service


def test_the_smoke_test_asks_converse_and_leaves_thoughts_out(runtime: Service) -> None:
    assert ask_model(DEPLOYMENT) == "Here I am."
    (request,) = runtime.requests
    assert request.path == f"/model/{DEPLOYMENT}/converse"
    assert [message["role"] for message in request.body["messages"]] == ["user"]
    assert request.body["inferenceConfig"]["maxTokens"] == 1024
