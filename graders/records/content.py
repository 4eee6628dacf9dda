"""Message content of every style, flattened: text, content blocks, turns and prompts."""

from __future__ import annotations

from typing import Final

from graders.records.error import UnknownRecordError
from graders.sample import JSON, Turn, new

TEXT_BLOCKS: Final = (None, "text", "output_text")
"""The `type` of blocks that are graded. Others, such as reasoning, may carry a text too."""


def text_of(content: JSON) -> str:
    """The text of a content: a string, a block `{"text"}`, or a list of them (lines joined)."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, list) else [content]
    return "\n".join(text for block in blocks if (text := _block_text(block)))


def _block_text(block: JSON) -> str:
    if isinstance(block, dict) and block.get("type") in TEXT_BLOCKS:
        block = block.get("text")
    return block if isinstance(block, str) else ""


def read_turn(content: JSON, tool_calls: JSON = None) -> Turn:
    """A model's turn from its content and, if it has them, its OpenAI `tool_calls`.

    Converse `toolUse` blocks in the content are tool calls too. A content that is no content is
    an error of the caller: taken for silence, it could be paid as the right answer.
    """
    calls = () if tool_calls is None else _as_tuple(tool_calls)
    if isinstance(content, str):
        return new(Turn, (content, calls))
    if isinstance(content, dict) and ("text" in content or "toolUse" in content):
        content = [content]
    if content is None:
        return Turn("", calls)
    if not isinstance(content, list):
        raise UnknownRecordError(
            "a turn's content is a string, a list of blocks, {'text': ...} or null, "
            f"this is {type(content).__name__}"
        )
    used = tuple(block for block in content if isinstance(block, dict) and "toolUse" in block)
    return Turn(text_of(content), calls + used)


def read_message(message: dict[str, JSON]) -> Turn:
    """The turn in a chat message."""
    return read_turn(message.get("content"), message.get("tool_calls"))


def read_completion(completion: JSON) -> Turn | None:
    """A model's turn given as a content, or as chat messages of which the last is graded."""
    if completion is None:
        return None
    if _is_conversation(completion):
        return read_message(completion[-1])
    return read_turn(completion)


def gold_of(turn: Turn) -> JSON:
    """What a gold turn asks for: its structured calls, else its text."""
    return list(turn.tool_calls) or turn.text


def question_of(prompt: JSON) -> str:
    """The last text that a user wrote in a prompt: chat messages, or a content."""
    return last_user_text(prompt) if _is_conversation(prompt) else text_of(prompt)


def last_user_text(messages: list[JSON]) -> str:
    """The text of the last user message that has one, or nothing."""
    for message in reversed(messages):
        if isinstance(message, dict) and message.get("role") == "user":
            content = message.get("content")
            text = content if isinstance(content, str) else text_of(content)
            if text:
                return text
    return ""


def _as_tuple(value: JSON) -> tuple[JSON, ...]:
    return tuple(value) if isinstance(value, list) else (value,)


def _is_conversation(value: JSON) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and isinstance(value[-1], dict)
        and "role" in value[-1]
    )
