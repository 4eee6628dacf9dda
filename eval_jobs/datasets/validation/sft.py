"""SFT: conversations of Converse that end with what the model is to answer.

AWS: nova-forge-sdk, sft_dataset_validator; Converse of Bedrock's runtime.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.converse import check_conversation
from eval_jobs.datasets.validation.problem import Flaw
from eval_jobs.datasets.validation.shape import MISSING, known_keys, objects

SOMETIMES: Final = ("system",)
"""What all records are to have, or none."""


def matches(record: dict[str, Any]) -> bool:
    """Whether the record names the version of Converse's schema, or holds its blocks."""
    messages = list(objects(record.get("messages")))
    blocks = [block for _, message in messages for _, block in objects(message.get("content"))]
    return "schemaVersion" in record or bool(blocks and "type" not in blocks[0])


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:
    """The flaws in one record."""
    yield from check_conversation(record, model)
    for number, message in objects(record.get("messages")):
        yield from known_keys(message, ("role", "content"), ("messages", number))
        if "content" not in message:
            yield Flaw(MISSING, "the turn has no 'content'", ("messages", number))
