"""gen_qa custom metrics: one sample under `data`, before or after inference."""

from __future__ import annotations

from typing import Final

from graders.records.content import question_of, read_completion
from graders.records.error import UnknownRecordError
from graders.records.places import fields_of, find_reference, find_tools
from graders.sample import JSON, MISSING, Sample

SHAPE: Final = "custom metrics {process_type, data: {prompt, inference_output, gold}}"


def matches(record: dict[str, JSON]) -> bool:
    """Whether the record says in which step of a gen_qa job it is."""
    return "process_type" in record


def read(record: dict[str, JSON]) -> Sample:
    """The sample in a custom metrics event; before inference it has no answer yet."""
    data = record.get("data")
    if not isinstance(data, dict):
        raise UnknownRecordError("'data' must be an object with prompt, inference_output and gold")
    return Sample(
        id=data.get("id", record.get("id")),
        answer=read_completion(data.get("inference_output")),
        reference=find_reference(data.get("reference_answer", MISSING), data.get("gold", MISSING)),
        question=question_of(data.get("prompt")),
        tools=find_tools(data),
        fields=fields_of(data),
    )
