"""Chat messages: SageMaker RFT, rft_eval, Bedrock RFT (keys in `metadata`), open-weight RLVR."""

from __future__ import annotations

from typing import Final

from graders.records.content import read_message, text_of
from graders.records.error import UnknownRecordError
from graders.records.places import NOTHING, fields_of, find_reference, find_tools, nested
from graders.sample import JSON, MISSING, Sample, new

SHAPE: Final = "chat {messages: [{role, content}], reference_answer or metadata.reference_answer}"
MODEL_ROLES: Final = ("assistant", "nova_assistant")


def matches(record: dict[str, JSON]) -> bool:
    """Whether the record has messages."""
    return "messages" in record


def read(record: dict[str, JSON]) -> Sample:
    """The sample in a chat record.

    The graded turn is the last message, if a model wrote it; results of tools may follow. The
    gold turn that a custom scorer may send just before it is passed over, and so are a prompt's
    older model turns: where a user has the last word, the model has not answered yet.
    """
    messages = record["messages"]
    if not isinstance(messages, list):
        raise UnknownRecordError("'messages' must be a list of objects with role and content")
    question, last, writer = "", NOTHING, None
    for message in messages:
        if not isinstance(message, dict):
            raise UnknownRecordError("each message must be an object with role and content")
        role = message.get("role")
        if role == "user":
            question = text_of(message.get("content")) or question
        if role != "tool":
            last, writer = message, role
    metadata = nested(record, "metadata")
    return new(
        Sample,
        (
            record.get("id"),
            read_message(last) if writer in MODEL_ROLES else None,
            find_reference(
                record.get("reference_answer", MISSING), metadata.get("reference_answer", MISSING)
            ),
            question,
            find_tools(record, metadata),
            fields_of(record, metadata) if metadata else record,
        ),
    )
