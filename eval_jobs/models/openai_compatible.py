"""The chat completions of OpenAI, and of every server that speaks like it (vLLM, llama.cpp, ...).

https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.errors import ConfigError
from eval_jobs.models.conversation import Conversation, Turn, read_conversation
from eval_jobs.models.model import ATTEMPT_SECONDS, Answer, Inference, RequestError
from eval_jobs.models.tools import wire_names

if TYPE_CHECKING:
    from openai import OpenAI

RETRIES: Final = 7
KEY: Final = "OPENAI_API_KEY"
NO_KEY: Final = "none-needed"
"""What a server is sent that was named by its address and needs no key."""
LASTING: Final = frozenset(
    {HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.UNPROCESSABLE_ENTITY}
)
"""Refusals that are the request's own. All others pass, or concern every request."""


class OpenAIModel:
    """A model by its name at a server. The key is in OPENAI_API_KEY, where one is needed."""

    def __init__(self, model: str, inference: Inference, base_url: str | None = None) -> None:
        self._model = model
        self._inference = inference
        self._client = _client(base_url or os.environ.get("OPENAI_BASE_URL"))

    def ask(self, record: Mapping[str, Any]) -> Answer:
        import openai

        conversation = read_conversation(record)
        request = body(conversation, self._inference)
        try:
            response = self._client.chat.completions.create(model=self._model, **request)
            choice = response.choices[0]
        except openai.APIStatusError as error:
            code = str(error.status_code)
            lasting = error.status_code in LASTING
            raise RequestError(f"{self._model}: {error}", code, lasting=lasting) from error
        except openai.APIError as error:
            code = type(error).__name__
            problem = f"{self._model} at {self._client.base_url}: {error}"
            raise RequestError(problem, code, lasting=False) from error
        except (AttributeError, IndexError, TypeError, ValueError) as error:
            problem = f"{self._model}: the response is no chat completion: {error}"
            raise RequestError(problem, "BadResponse", lasting=False) from error
        return Answer(
            _prediction(choice.message, wire_names(conversation.tools)),
            _logprobs(choice.logprobs),
            choice.finish_reason,
            _usage(response.usage),
        )

    def close(self) -> None:
        self._client.close()


def _client(base_url: str | None) -> OpenAI:
    from openai import OpenAI

    key = os.environ.get(KEY)
    if not key and not base_url:
        raise ConfigError(f"set {KEY}, or name a server that needs none with --base-url")
    return OpenAI(
        api_key=key or NO_KEY, base_url=base_url, timeout=ATTEMPT_SECONDS, max_retries=RETRIES
    )


def body(conversation: Conversation, inference: Inference) -> dict[str, Any]:
    """What the server is sent: everything but the model's name."""
    names = wire_names(conversation.tools)
    request: dict[str, Any] = {
        "messages": _messages(conversation),
        "temperature": inference.temperature,
        "max_tokens": inference.max_tokens,
    }
    tools = [
        {
            "type": "function",
            "function": {
                "name": wire,
                "description": tool.description,
                "parameters": tool.schema,
            },
        }
        for wire, tool in zip(names, conversation.tools, strict=True)
    ]
    if tools:
        request["tools"] = tools
    if inference.logprobs:
        request["logprobs"] = True
    return request


def _messages(conversation: Conversation) -> list[dict[str, Any]]:
    wire = {name: sent for sent, name in wire_names(conversation.tools).items()}
    system = [{"role": "system", "content": conversation.system}] if conversation.system else []
    return [*system, *(message for turn in conversation.turns for message in _turn(turn, wire))]


def _turn(turn: Turn, wire: Mapping[str, str]) -> list[dict[str, Any]]:
    messages: list[dict[str, Any]] = [
        {"role": "tool", "tool_call_id": outcome.call_id, "content": outcome.text}
        for outcome in turn.outcomes
    ]
    if turn.calls:
        calls = [
            {
                "id": call.id,
                "type": "function",
                "function": {
                    "name": wire.get(call.name, call.name),
                    "arguments": json.dumps(call.arguments),
                },
            }
            for call in turn.calls
        ]
        messages.append({"role": turn.role, "content": turn.text or None, "tool_calls": calls})
    elif turn.text or not turn.outcomes:
        messages.append({"role": turn.role, "content": turn.text})
    return messages


def _prediction(message: Any, names: Mapping[str, str]) -> Any:
    """Text, or the message where it calls tools."""
    if not message.tool_calls:
        return message.content or ""
    calls = [call.model_dump(exclude_none=True) for call in message.tool_calls]
    for call in calls:
        if "function" in call:
            sent = call["function"]["name"]
            call["function"]["name"] = names.get(sent, sent)
    return {"role": "assistant", "content": message.content, "tool_calls": calls}


def _logprobs(logprobs: Any) -> Any:
    if logprobs is None or not logprobs.content:
        return None
    tokens = [{"token": token.token, "logprob": token.logprob} for token in logprobs.content]
    return {"content": tokens}


def _usage(usage: Any) -> dict[str, int]:
    if usage is None:
        return {}
    return {"inputTokens": usage.prompt_tokens, "outputTokens": usage.completion_tokens}
