from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from eval_jobs.models.converse import ConverseModel
from eval_jobs.models.model import Inference, RequestError
from tests.eval_jobs.models.conversations import CONVERSE, OPENAI, WIRE_CONVERSE
from tests.eval_jobs.services import DROPPED, Reply, Request, Service, aws_fault, serving

ARN = "arn:aws:bedrock:us-west-2:123456789012:custom-model-deployment/abc"
USAGE = {"inputTokens": 5, "outputTokens": 7, "totalTokens": 12}


def reply(*blocks: dict[str, Any]) -> Reply:
    message = {"role": "assistant", "content": list(blocks)}
    return Reply({"output": {"message": message}, "stopReason": "end_turn", "usage": USAGE})


THOUGHT = {"reasoningContent": {"reasoningText": {"text": "hm"}}}
USE = {"toolUseId": "c2", "name": "math_factorial", "input": {"n": 6}}


def say(_: Request) -> Reply:
    return reply(THOUGHT, {"text": "One"}, {"text": "two"})


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(say) as service:
        yield service


@pytest.fixture
def model(service: Service) -> Iterator[ConverseModel]:
    with closing(ConverseModel(ARN, Inference(0.5, 99, False), 2, service.url)) as model:
        yield model


@pytest.mark.parametrize("record", [OPENAI, CONVERSE], ids=["openai", "converse"])
def test_a_record_is_sent_as_converse_wants_it(
    model: ConverseModel, service: Service, record: dict[str, Any]
) -> None:
    model.ask(record)
    (request,) = service.requests
    assert request.body == WIRE_CONVERSE
    assert request.path == f"/model/{ARN}/converse"


def test_nothing_empty_is_sent(model: ConverseModel, service: Service) -> None:
    model.ask({"messages": [{"role": "user", "content": "Hi"}, {"role": "user", "content": ""}]})
    assert service.requests[0].body == {
        "messages": [{"role": "user", "content": [{"text": "Hi"}]}],
        "inferenceConfig": {"temperature": 0.5, "maxTokens": 99},
    }


def test_an_answer_in_text_is_text_without_the_thoughts(model: ConverseModel) -> None:
    assert model.ask(OPENAI) == ("One\ntwo", None, "end_turn", USAGE)


def test_calls_come_back_as_a_message_under_the_tools_own_names(
    model: ConverseModel, service: Service
) -> None:
    service.answer = lambda _: reply(THOUGHT, {"text": "So:"}, {"toolUse": USE})
    content = [{"text": "So:"}, {"toolUse": {**USE, "name": "math.factorial"}}]
    assert model.ask(OPENAI).prediction == {"role": "assistant", "content": content}


@pytest.mark.parametrize(
    "fault",
    [aws_fault(429, "ThrottlingException"), aws_fault(503, "ServiceUnavailableException"), DROPPED],
)
def test_a_request_that_may_succeed_is_made_again(
    model: ConverseModel, service: Service, fault: Reply
) -> None:
    service.faults += [fault]
    assert model.ask(OPENAI).prediction == "One\ntwo"
    assert len(service.requests) == 2


def test_a_response_of_another_kind_is_told(model: ConverseModel, service: Service) -> None:
    service.answer = lambda _: Reply({"stopReason": "x"})
    with pytest.raises(RequestError, match="no 'output'"):
        model.ask(OPENAI)


@pytest.mark.parametrize(
    ("fault", "lasting"),
    [
        (aws_fault(400, "ValidationException", "too long"), True),
        (aws_fault(403, "AccessDeniedException", "not you"), False),
        (aws_fault(404, "ResourceNotFoundException", "no model"), False),
    ],
)
def test_a_refusal_says_why_and_whose_fault_it_is(
    model: ConverseModel, service: Service, fault: Reply, lasting: bool
) -> None:
    service.faults += [fault]
    with pytest.raises(RequestError, match=fault.body["message"]) as caught:
        model.ask(OPENAI)
    assert (caught.value.code, caught.value.lasting) == (
        fault.headers["x-amzn-ErrorType"],
        lasting,
    )
    assert len(service.requests) == 1
