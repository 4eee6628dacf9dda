"""Reasoning content in Converse messages: what the model is to think before it answers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from eval_jobs.datasets.validation.media import FORMATS
from eval_jobs.datasets.validation.problem import Flaw, Rule, Step
from eval_jobs.datasets.validation.reserved import unreserved
from eval_jobs.datasets.validation.shape import known_keys, objects

ROLE: Final = Rule("reasoning.role")
MODEL: Final = Rule("reasoning.model")
MEDIA: Final = Rule("reasoning.media")
SHAPE: Final = Rule("reasoning.shape")
MODELS: Final = ("nova-2-lite",)
KEY: Final = "reasoningContent"


def check_reasoning(
    role: Any, blocks: Sequence[tuple[int, dict[str, Any]]], model: str, path: tuple[Step, ...]
) -> Iterator[Flaw]:
    """The flaws in the reasoning of one message."""
    for position, block in blocks:
        if KEY not in block:
            continue
        place = (*path, position, KEY)
        if role != "assistant":
            yield Flaw(ROLE, "only an assistant's turn holds reasoning", place)
        if model not in MODELS:
            yield Flaw(MODEL, f"{model} does not reason; {', '.join(MODELS)} does", place)
        content = block[KEY]
        reasoning = content.get("reasoningText") if isinstance(content, dict) else None
        thought = reasoning.get("text") if isinstance(reasoning, dict) else None
        if isinstance(content, dict) and isinstance(reasoning, dict):
            yield from known_keys(content, ("reasoningText",), place)
            yield from known_keys(reasoning, ("text", "signature"), (*place, "reasoningText"))
        if not isinstance(thought, str):
            yield Flaw(SHAPE, 'reasoning is {"reasoningText": {"text": ...}}', place)
        yield from unreserved(thought, (*place, "reasoningText", "text"))


def check_text_only(messages: Any) -> Iterator[Flaw]:
    """A flaw where a conversation with reasoning holds media: it is trained on text only."""
    reasoning: tuple[Step, ...] = ()
    media = False
    for number, message in objects(messages):
        for position, block in objects(message.get("content")):
            if KEY in block and not reasoning:
                reasoning = ("messages", number, "content", position, KEY)
            media = media or any(kind in block for kind in FORMATS)
    if reasoning and media:
        yield Flaw(MEDIA, "reasoning goes with text only, not with media", reasoning)
