"""From a prompt with what is right beside it: Hugging Face prompt-completion, and verl."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from eval_jobs.datasets.conversion import from_chat
from eval_jobs.datasets.conversion.example import ConversionError, Example
from graders.records import UnknownRecordError, read_record

COMPLETION: Final = ("prompt", "completion")
VERL: Final = ("prompt", "response", "reward_model", "reference_answer", "tools")


def read_prompt_completion(record: Mapping[str, Any]) -> Example:
    """The example in a prompt-completion record: the completion is the gold turn."""
    rest = {key: value for key, value in record.items() if key not in COMPLETION}
    messages = [
        *_messages(record.get("prompt"), "user"),
        *_messages(record.get("completion"), "assistant"),
    ]
    return from_chat.read({**rest, "messages": messages})


def read_verl(record: Mapping[str, Any]) -> Example:
    """The example in a verl record: its ground truth is the reference."""
    rest = {key: value for key, value in record.items() if key not in VERL}
    messages = _messages(record.get("prompt"), "user")
    try:
        sample = read_record(record)
    except UnknownRecordError as error:
        raise ConversionError(str(error)) from error
    example = from_chat.read({**rest, "messages": messages, "tools": list(sample.tools)})
    return example._replace(answer=None, reference=sample.reference)


def _messages(content: Any, role: str) -> list[Any]:
    """Chat messages, or a text as one."""
    if isinstance(content, list):
        return content
    if not isinstance(content, str):
        raise ConversionError("prompt and completion are texts, or lists of messages")
    return [{"role": role, "content": content}]
