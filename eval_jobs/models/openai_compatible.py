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
    from openai.types.chat import ChatCompletion

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
            return _answer(response, wire_names(conversation.tools))
        except openai.APIStatusError as error:
            code = str(error.status_code)
            lasting = error.status_code in LASTING
            raise RequestError(f"{self._model}: {error}", code, lasting=lasting) from error
        except openai.APIError as error:
            code = type(error).__name__
            problem = f"{self._model} at {self._client.base_url}: {error}"
            raise RequestError(problem, code, lasting=False) from error
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            problem = f"{self._model}: the response is no chat completion: {error}"
            raise RequestError(problem, "BadResponse", lasting=False) from error

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
    request: dict[str, Any] = {
        **openai_chat(conversation, wire_names(conversation.tools)),
        "temperature": inference.temperature,
        "max_tokens": inference.max_tokens,
    }
    if inference.logprobs:
        request["logprobs"] = True
    return request


def openai_chat(conversation: Conversation, names: Mapping[str, str]) -> dict[str, Any]:
    """The conversation as OpenAI writes it: `messages`, and `tools` if any.

    `names` maps the name to write for each tool, in their order, to the tool's own.
    """
    written = {name: sent for sent, name in names.items()}
    system = [{"role": "system", "content": conversation.system}] if conversation.system else []
    turns = [message for turn in conversation.turns for message in _turn(turn, written)]
    chat: dict[str, Any] = {"messages": [*system, *turns]}
    tools = [
        {
            "type": "function",
            "function": {
                "name": name,
                "description": tool.description,
                "parameters": tool.schema,
            },
        }
        for name, tool in zip(names, conversation.tools, strict=True)
    ]
    if tools:
        chat["tools"] = tools
    return chat


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


def _answer(response: ChatCompletion, names: Mapping[str, str]) -> Answer:
    """The answer in a response; any error where that is no chat completion: nobody checked it."""
    choice = response.choices[0]
    return Answer(
        _prediction(choice.message, names),
        _logprobs(choice.logprobs),
        choice.finish_reason,
        _usage(response.usage),
    )


def _prediction(message: Any, names: Mapping[str, str]) -> Any:
    """Text, or the message where it calls tools."""
    if not isinstance(message.content, str | None):
        raise TypeError("content that is no text")
    if not message.tool_calls:
        return message.content or ""
    calls = [call.model_dump(exclude_none=True, warnings=False) for call in message.tool_calls]
    for call in calls:
        if "custom" not in call:
            sent = call["function"].get("name")
            if not isinstance(sent, str):
                raise TypeError("a call of a tool whose name is no text")
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
