"""To data that a model is trained on: SFT's Converse, and OpenAI's chat."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from eval_jobs.datasets.validation.converse import SCHEMA_VERSION
from eval_jobs.models.converse import converse_chat
from eval_jobs.models.openai_compatible import openai_chat
from eval_jobs.models.tools import wire_names

if TYPE_CHECKING:
    from eval_jobs.datasets.conversion.example import Example


def to_sft(example: Example) -> dict[str, Any]:
    """A record of SFT. It has no place for an id or other keys."""
    return {"schemaVersion": SCHEMA_VERSION, **converse_chat(example.dialogue)}


def to_openai(example: Example) -> dict[str, Any]:
    """A chat of OpenAI's, with the keys that the record had beside it."""
    conversation = example.prompt if example.answer is None else example.dialogue
    chat = openai_chat(conversation, wire_names(conversation.tools))
    identifier = {} if example.id is None else {"id": example.id}
    reference = {"reference_answer": example.reference} if example.has_reference else {}
    return {**identifier, **chat, **reference, **example.fields}
