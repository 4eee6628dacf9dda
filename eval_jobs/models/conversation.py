"""What a record asks of a model, read from any dialect: OpenAI's, Converse's and AWS's RFT."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from eval_jobs.models.model import RequestError
from eval_jobs.models.tools import Tool, read_tools

MODEL_ROLES: Final = ("assistant", "nova_assistant")


class Call(NamedTuple):
    """A call of a tool in an earlier turn."""

    id: str
    name: str
    arguments: Any


class Outcome(NamedTuple):
    """What a tool returned to the call of this id, as text."""

    call_id: str
    text: str


class Turn(NamedTuple):
    """One turn by "user" or "assistant": text, and calls or what they came to."""

    role: str
    text: str
    calls: tuple[Call, ...] = ()
    outcomes: tuple[Outcome, ...] = ()


class Conversation(NamedTuple):
    """A prompt: what the system says, the turns so far, and the tools on offer."""

    system: str
    turns: Sequence[Turn]
    tools: Sequence[Tool]


def read_conversation(record: Mapping[str, Any]) -> Conversation:
    """The prompt in a chat record.

    Turns of a model at its end are no prompt but the gold answer, and are left out. RequestError
    where the messages or tools make no sense.
    """
    return _checked(record, _prompt)


def read_dialogue(record: Mapping[str, Any]) -> Conversation:
    """The whole conversation in a chat record, the gold answer included; errors as above."""
    return _checked(record, _messages)


def _checked(record: Mapping[str, Any], messages: Callable[..., list[Any]]) -> Conversation:
    try:
        return _read(record, messages(record))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        problem = f"messages or tools that cannot be read: {type(error).__name__}: {error}"
        raise RequestError(problem, "malformed_record", lasting=True) from error


def _messages(record: Mapping[str, Any]) -> list[Any]:
    return [message for message in record["messages"] if isinstance(message, dict)]


def _prompt(record: Mapping[str, Any]) -> list[Any]:
    messages = _messages(record)
    while messages and messages[-1].get("role") in MODEL_ROLES:
        messages.pop()
    return messages


def _read(record: Mapping[str, Any], messages: Sequence[Any]) -> Conversation:
    systems = [_text(record.get("system"))]
    turns = []
    for message in messages:
        if message.get("role") in ("system", "developer"):
            systems.append(_text(message.get("content")))
        else:
            turns.append(_turn(message))
    return Conversation("\n\n".join(filter(None, systems)), turns, read_tools(record))


def _turn(message: Mapping[str, Any]) -> Turn:
    content = message.get("content")
    text = _text(content)
    if message.get("role") == "tool":
        return Turn("user", "", (), (Outcome(str(message.get("tool_call_id")), text),))
    blocks = content if isinstance(content, list) else []
    calls = [_converse_call(block["toolUse"]) for block in blocks if "toolUse" in block]
    calls += [_openai_call(call) for call in message.get("tool_calls") or ()]
    outcomes = [_outcome(block["toolResult"]) for block in blocks if "toolResult" in block]
    role = "assistant" if message.get("role") in MODEL_ROLES else "user"
    return Turn(role, text, tuple(calls), tuple(outcomes))


def _text(content: Any) -> str:
    """The text of a content: a string, a block `{"text"}`, or a list of blocks (lines joined)."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else [content]
    texts = [block.get("text") if isinstance(block, dict) else block for block in blocks]
    return "\n".join(text for text in texts if isinstance(text, str) and text)


def _openai_call(call: Mapping[str, Any]) -> Call:
    function = call["function"]
    arguments = function.get("arguments") or "{}"
    if isinstance(arguments, str):
        arguments = json.loads(arguments)
    return Call(str(call.get("id")), function["name"], arguments)


def _converse_call(use: Mapping[str, Any]) -> Call:
    return Call(str(use.get("toolUseId")), use["name"], use.get("input") or {})


def _outcome(result: Mapping[str, Any]) -> Outcome:
    blocks = result.get("content") or ()
    texts = [
        block["text"] if "text" in block else json.dumps(block.get("json")) for block in blocks
    ]
    return Outcome(str(result.get("toolUseId")), "\n".join(texts))
