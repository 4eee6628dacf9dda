"""Chat messages: SageMaker RFT, rft_eval, Bedrock RFT (keys in `metadata`), open-weight RLVR."""

from __future__ import annotations

from typing import Final

from graders.records.content import last_user_text, read_message
from graders.records.error import UnknownRecordError
from graders.records.places import fields_of, find_reference, find_tools, nested
from graders.sample import JSON, Sample

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
    for message in messages:
        if not isinstance(message, dict):
            raise UnknownRecordError("each message must be an object with role and content")
    metadata = nested(record, "metadata")
    places = (record, metadata) if metadata else (record,)
    last = len(messages) - 1
    while last >= 0 and messages[last].get("role") == "tool":
        last -= 1
    answered = last >= 0 and messages[last].get("role") in MODEL_ROLES
    return Sample(
        record.get("id"),
        read_message(messages[last]) if answered else None,
        find_reference((record, "reference_answer"), (metadata, "reference_answer")),
        last_user_text(messages),
        find_tools(*places),
        fields_of(*places),
    )
