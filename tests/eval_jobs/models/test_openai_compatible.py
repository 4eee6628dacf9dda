from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from eval_jobs.errors import ConfigError
from eval_jobs.models.model import Inference, RequestError
from eval_jobs.models.openai_compatible import KEY, OpenAIModel
from tests.eval_jobs.models.conversations import CONVERSE, OPENAI, WIRE_OPENAI
from tests.eval_jobs.services import DROPPED, Reply, Request, Service, serving

AT_ONCE = {"retry-after-ms": "1"}


def reply(message: dict[str, Any], **choice: Any) -> Reply:
    choice = {"index": 0, "finish_reason": "stop", "message": message, **choice}
    usage = {"prompt_tokens": 5, "completion_tokens": 7, "total_tokens": 12}
    body = {"id": "x", "object": "chat.completion", "created": 1, "model": "m", "usage": usage}
    return Reply({**body, "choices": [choice]})


def say(_: Request | None) -> Reply:
    return reply({"role": "assistant", "content": "Hi"})


@pytest.fixture(autouse=True)
def no_key_of_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (KEY, "OPENAI_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def service() -> Iterator[Service]:
    with serving(say) as service:
        yield service


@pytest.fixture
def model(service: Service) -> Iterator[OpenAIModel]:
    with closing(OpenAIModel("m", Inference(0.5, 99, False), service.url)) as model:
        yield model


@pytest.mark.parametrize("record", [OPENAI, CONVERSE], ids=["openai", "converse"])
def test_a_record_is_sent_as_openai_wants_it(
    model: OpenAIModel, service: Service, record: dict[str, Any]
) -> None:
    model.ask(record)
    (request,) = service.requests
    assert request.body == {**WIRE_OPENAI, "model": "m"}
    assert request.path == "/chat/completions"


def test_an_answer_in_text_is_text(model: OpenAIModel) -> None:
    usage = {"inputTokens": 5, "outputTokens": 7}
    assert model.ask(OPENAI) == ("Hi", None, "stop", usage)


def test_calls_come_back_as_a_message_under_the_tools_own_names(
    model: OpenAIModel, service: Service
) -> None:
    def call(name: str) -> list[dict[str, Any]]:
        function = {"name": name, "arguments": '{"n": 6}'}
        return [{"id": "c2", "type": "function", "function": function}]

    message = {"role": "assistant", "content": None, "tool_calls": call("math_factorial")}
    service.answer = lambda _: reply(message)
    assert model.ask(OPENAI).prediction == {**message, "tool_calls": call("math.factorial")}


def test_log_probabilities_are_asked_for_and_kept(service: Service) -> None:
    token = {"token": "Hi", "logprob": -0.5, "bytes": [72, 105], "top_logprobs": []}
    message = {"role": "assistant", "content": "Hi"}
    service.answer = lambda _: reply(message, logprobs={"content": [token]})
    with closing(OpenAIModel("m", Inference(0, 9, True), service.url)) as model:
        assert model.ask(OPENAI).logprobs == {"content": [{"token": "Hi", "logprob": -0.5}]}
    assert service.requests[0].body["logprobs"] is True


def test_silence_is_an_empty_text(model: OpenAIModel, service: Service) -> None:
    service.answer = lambda _: reply({"role": "assistant", "content": None})
    assert model.ask(OPENAI).prediction == ""


@pytest.mark.parametrize(
    "fault", [Reply({}, 429, AT_ONCE), Reply({}, 500, AT_ONCE), DROPPED], ids=["429", "500", "drop"]
)
def test_a_request_that_may_succeed_is_made_again(
    model: OpenAIModel, service: Service, fault: Reply
) -> None:
    service.faults += [fault]
    assert model.ask(OPENAI).prediction == "Hi"
    assert len(service.requests) == 2


@pytest.mark.parametrize(("status", "lasting"), [(400, True), (401, False), (404, False)])
def test_a_refusal_says_why_and_whose_fault_it_is(
    model: OpenAIModel, service: Service, status: int, lasting: bool
) -> None:
    service.faults += [Reply({"error": {"message": "odd"}}, status)]
    with pytest.raises(RequestError, match=r"m: .*odd") as caught:
        model.ask(OPENAI)
    assert (caught.value.code, caught.value.lasting) == (str(status), lasting)
    assert len(service.requests) == 1


@pytest.mark.parametrize("body", [{}, {"choices": []}, [], b"<html>", {"choices": None}])
def test_a_response_of_another_kind_is_told(
    model: OpenAIModel, service: Service, body: Any
) -> None:
    service.answer = lambda _: Reply(body)
    with pytest.raises(RequestError, match=r"^m"):
        model.ask(OPENAI)


def calling(function: Any) -> dict[str, Any]:
    calls = [{"id": "c", "type": "function", "function": function}]
    return {"role": "assistant", "content": None, "tool_calls": calls}


@pytest.mark.parametrize(
    "odd",
    [
        reply(calling({"name": None, "arguments": None})),
        reply(calling({"name": {}, "arguments": "{}"})),
        reply(calling({"arguments": "{}"})),
        reply(calling(None)),
        reply({"role": "assistant", "content": ["a"]}),
        reply({"role": "assistant", "tool_calls": "x"}),
        reply({"role": "assistant", "content": "a"}, logprobs="x"),
        Reply({**say(None).body, "usage": "x"}),
        Reply({**say(None).body, "choices": {"a": 1}}),
    ],
)
def test_an_odd_completion_is_a_bad_response_to_its_request(
    model: OpenAIModel, service: Service, odd: Reply
) -> None:
    service.faults += [odd]
    with pytest.raises(RequestError, match="no chat completion") as caught:
        model.ask(OPENAI)
    assert (caught.value.code, caught.value.lasting) == ("BadResponse", False)
    assert model.ask(OPENAI).prediction == "Hi"


def test_arguments_may_be_an_object(model: OpenAIModel, service: Service) -> None:
    message = calling({"name": "f", "arguments": {"a": 1}})
    service.answer = lambda _: reply(message)
    assert model.ask(OPENAI).prediction == message


def test_the_key_is_sent_and_a_server_without_one_gets_a_placeholder(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", service.url)
    for key in ("", "secret"):
        monkeypatch.setenv(KEY, key)
        with closing(OpenAIModel("m", Inference(0, 9, False))) as model:
            model.ask(OPENAI)
    sent = [request.headers["authorization"] for request in service.requests]
    assert sent == ["Bearer none-needed", "Bearer secret"]


def test_without_key_and_address_it_says_what_to_set() -> None:
    with pytest.raises(ConfigError, match=f"set {KEY}, or .* --base-url"):
        OpenAIModel("m", Inference(0, 9, False))
