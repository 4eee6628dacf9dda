"""Conversations of Converse, as SFT and DPO data have them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.media import FORMATS, check_media
from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.datasets.validation.reasoning import KEY, check_reasoning, check_text_only
from eval_jobs.datasets.validation.reserved import unreserved
from eval_jobs.datasets.validation.shape import (
    EMPTY,
    known_keys,
    list_of_objects,
    objects,
    of_type,
    text,
)
from eval_jobs.datasets.validation.tool_turns import check_tool_turns
from eval_jobs.datasets.validation.tools import check_tool_config, names_of

VERSION: Final = Rule("schema_version")
ALTERNATION: Final = Rule("alternation")
LAST_TURN: Final = Rule("last_turn")
BLOCK: Final = Rule("block")

SCHEMA_VERSION: Final = "bedrock-conversation-2024"
KEYS: Final = ("schemaVersion", "system", "messages", "toolConfig")
BLOCKS: Final = ("text", *FORMATS, KEY, "toolUse", "toolResult")
TURNS: Final = ("user", "assistant")

Path = tuple[Step, ...]


def check_conversation(record: dict[str, Any], model: str) -> Iterator[Flaw]:
    """The flaws in everything but how the turns' keys are: see `check_content` for a turn's."""
    yield from known_keys(record, KEYS)
    if record.get("schemaVersion") != SCHEMA_VERSION:
        yield Flaw(VERSION, f"schemaVersion is {SCHEMA_VERSION!r}", ("schemaVersion",))
    if "system" in record:
        yield from list_of_objects(record["system"], ("system",))
        for position, block in objects(record["system"]):
            yield from known_keys(block, ("text",), ("system", position))
            yield from text(block, "text", ("system", position))
            yield from unreserved(block.get("text"), ("system", position, "text"))
    messages = record.get("messages")
    yield from list_of_objects(messages, ("messages",))
    if isinstance(messages, list):
        yield from _roles(messages)
        for number, message in objects(messages):
            if "content" in message:
                place = ("messages", number, "content")
                yield from check_content(message.get("role"), message["content"], model, place)
        config = record.get("toolConfig")
        offered = names_of(config.get("tools"), "toolSpec") if isinstance(config, dict) else None
        yield from check_tool_turns(messages, offered)
        yield from check_text_only(messages)
    if record.get("toolConfig") is not None:
        yield from check_tool_config(record["toolConfig"])


def _roles(messages: list[Any]) -> Iterator[Flaw]:
    for number, message in objects(messages):
        wanted = TURNS[number % 2]
        if message.get("role") != wanted:
            words = f"turns alternate from user to assistant: this one is to be {wanted!r}"
            yield Flaw(ALTERNATION, f"{words}, not {message.get('role')!r:.40}", _role(number))
            return  # from here on all the others would be out of step too
    if len(messages) % 2:
        words = "the last turn is to be the assistant's"
        yield Flaw(LAST_TURN, words, _role(len(messages) - 1))


def _role(number: int) -> Path:
    return ("messages", number, "role")


def check_content(role: Any, content: Any, model: str, path: Path) -> Iterator[Flaw]:
    """The flaws in one turn's blocks, but for how calls and results belong together."""
    yield from list_of_objects(content, path)
    blocks = list(objects(content))
    for position, block in blocks:
        kinds = [kind for kind in BLOCKS if kind in block]
        if len(kinds) != 1:
            message = f"a block holds one of {', '.join(BLOCKS)}; this holds {len(kinds)} of them"
            yield Flaw(BLOCK, message, (*path, position))
        else:
            yield from known_keys(block, kinds, (*path, position))
        if "text" in block:
            yield from of_type(block["text"], str, (*path, position, "text"))
            yield from unreserved(block["text"], (*path, position, "text"))
    texts = [block["text"] for _, block in blocks if isinstance(block.get("text"), str)]
    if texts and not any(texts) and all("text" in block or KEY in block for _, block in blocks):
        yield Flaw(EMPTY, "the turn says nothing", path)
    yield from check_media(role, blocks, model, path)
    yield from check_reasoning(role, blocks, model, path)
