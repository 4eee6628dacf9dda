"""From messages: SFT's Converse, OpenAI's chat, RFT."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from eval_jobs.datasets.answers import id_text
from eval_jobs.datasets.conversion.example import ConversionError, Example
from eval_jobs.models.conversation import read_dialogue
from eval_jobs.models.model import RequestError
from graders.records import read_record

KNOWN: Final = (
    *("id", "messages", "system", "schemaVersion", "tools", "toolConfig"),
    *("reference_answer", "parallel_tool_calls"),
)
TEXT_BLOCKS: Final = ("text", "toolUse", "toolResult")
MESSAGE: Final = ("role", "content", "tool_calls", "tool_call_id", "name")
REASONING: Final = "reasoningContent"


def read(record: Mapping[str, Any]) -> Example:
    """The example in a record with messages. ConversionError where something would be lost."""
    messages = record.get("messages")
    if not isinstance(messages, list) or not all(isinstance(one, dict) for one in messages):
        raise ConversionError("'messages' is to be a list of objects")
    for lost in _lost(messages):
        raise ConversionError(f"{lost} cannot be converted")
    try:
        dialogue = read_dialogue(record)
    except RequestError as error:
        raise ConversionError(str(error)) from error
    turns = list(dialogue.turns)
    answer = turns.pop() if turns and turns[-1].role == "assistant" else None
    identifier = record.get("id")
    return Example(
        None if identifier is None else id_text(identifier),
        dialogue._replace(turns=turns),
        answer,
        read_record({**record, "messages": []}).reference,
        {key: value for key, value in record.items() if key not in KNOWN},
    )


def without_reasoning(record: Mapping[str, Any]) -> Mapping[str, Any]:
    """The record without what the model thought, which is no part of an answer."""
    messages = record.get("messages")
    if not isinstance(messages, list):
        return record
    return {**record, "messages": [_without_reasoning(message) for message in messages]}


def _without_reasoning(message: Any) -> Any:
    content = message.get("content") if isinstance(message, dict) else None
    if not isinstance(content, list):
        return message
    kept = [block for block in content if not (isinstance(block, dict) and REASONING in block)]
    return {**message, "content": kept}


def _lost(messages: list[dict[str, Any]]) -> Iterator[str]:
    """What the messages hold beside text, calls and their results."""
    for number, message in enumerate(messages):
        place = f"in message {number + 1}:"
        for key in sorted(message.keys() - set(MESSAGE)):
            yield f"{place} {key!r:.60}"
        content = message.get("content")
        if not isinstance(content, str | list | None):
            yield f"{place} content of type {type(content).__name__}"
        for block in content if isinstance(content, list) else ():
            if not isinstance(block, dict) or not any(key in block for key in TEXT_BLOCKS):
                kinds = sorted(block) if isinstance(block, dict) else [type(block).__name__]
                yield f"{place} a block of {', '.join(kinds):.60}"
            elif _failed(block.get("toolResult")):
                yield f"{place} a result with the status 'error'"


def _failed(result: Any) -> bool:
    return isinstance(result, dict) and result.get("status") == "error"
