"""Bedrock's Converse API: foundation models, inference profiles, deployments of custom models.

https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from eval_jobs.aws import client, explained
from eval_jobs.models.conversation import Conversation, Turn, read_conversation
from eval_jobs.models.model import ATTEMPT_SECONDS, Answer, Inference, RequestError
from eval_jobs.models.tools import wire_names

LASTING: Final = frozenset(
    {
        "ValidationException",
        "ParamValidationError",
        "ModelErrorException",
        "ModelTimeoutException",
    }
)
"""Errors that are the request's own. All others pass, or concern every request."""


class ConverseModel:
    """A model by its id, or by the ARN of a profile or deployment."""

    def __init__(
        self, model: str, inference: Inference, connections: int, endpoint: str | None = None
    ) -> None:
        self._model = model
        self._inference = inference
        self._client = client(
            "bedrock-runtime",
            read_seconds=ATTEMPT_SECONDS,
            connections=connections,
            arn=model,
            endpoint=endpoint,
        )

    def ask(self, record: Mapping[str, Any]) -> Answer:
        conversation = read_conversation(record)
        names = wire_names(conversation.tools)
        request = {**body(conversation, self._inference), "modelId": self._model}
        try:
            response = self._client.converse(**request)
            return _answer(response, names)
        except KeyError as error:
            problem = f"{self._model}: the response is no message: it has no {error}"
            raise RequestError(problem, "BadResponse", lasting=False) from error
        except Exception as error:
            failure = explained(error, self._model)
            raise RequestError(
                str(failure), failure.code, lasting=failure.code in LASTING
            ) from error

    def close(self) -> None:
        self._client.close()


def _answer(response: Mapping[str, Any], names: Mapping[str, str]) -> Answer:
    """The answer in a response; KeyError where that holds no message."""
    return Answer(
        _prediction(response["output"]["message"]["content"], names),
        None,
        response.get("stopReason"),
        dict(response.get("usage") or {}),
    )


def body(conversation: Conversation, inference: Inference) -> dict[str, Any]:
    """What Converse is sent: everything but the model's id."""
    settings = {"temperature": inference.temperature, "maxTokens": inference.max_tokens}
    return {**converse_chat(conversation), "inferenceConfig": settings}


def converse_chat(conversation: Conversation) -> dict[str, Any]:
    """The conversation as Converse writes it: `messages`, and `system` and `toolConfig` if any."""
    chat: dict[str, Any] = {"messages": _messages(conversation)}
    if conversation.system:
        chat["system"] = [{"text": conversation.system}]
    tools = [
        _tool_spec(wire, tool.description, tool.schema)
        for wire, tool in zip(wire_names(conversation.tools), conversation.tools, strict=True)
    ]
    if tools:
        chat["toolConfig"] = {"tools": tools}
    return chat


def _tool_spec(name: str, description: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    spec: dict[str, Any] = {"name": name, "inputSchema": {"json": schema}}
    return {"toolSpec": {**spec, "description": description} if description else spec}


def _messages(conversation: Conversation) -> list[dict[str, Any]]:
    """Roles alternate: turns of the same role in a row become one."""
    wire = {name: sent for sent, name in wire_names(conversation.tools).items()}
    messages: list[dict[str, Any]] = []
    for turn in conversation.turns:
        blocks = _blocks(turn, wire)
        if messages and messages[-1]["role"] == turn.role:
            messages[-1]["content"] += blocks
        elif blocks:
            messages.append({"role": turn.role, "content": blocks})
    return messages


def _blocks(turn: Turn, wire: Mapping[str, str]) -> list[dict[str, Any]]:
    blocks: list[dict[str, Any]] = []
    for outcome in turn.outcomes:  # they come before anything else that the user says
        result = {"toolUseId": outcome.call_id, "content": [{"text": outcome.text}]}
        blocks.append({"toolResult": result})
    if turn.text:
        blocks.append({"text": turn.text})
    for call in turn.calls:
        name = wire.get(call.name, call.name)
        use = {"toolUseId": call.id, "name": name, "input": call.arguments}
        blocks.append({"toolUse": use})
    return blocks


def _prediction(content: Sequence[Mapping[str, Any]], names: Mapping[str, str]) -> Any:
    """Text, or a message with `toolUse` blocks; what the model thought is no answer."""
    blocks: list[dict[str, Any]] = []
    for block in content:
        if "toolUse" in block:
            use = block["toolUse"]
            blocks.append({"toolUse": {**use, "name": names.get(use["name"], use["name"])}})
        elif "text" in block:
            blocks.append({"text": block["text"]})
    if any("toolUse" in block for block in blocks):
        return {"role": "assistant", "content": blocks}
    return "\n".join(block["text"] for block in blocks)
