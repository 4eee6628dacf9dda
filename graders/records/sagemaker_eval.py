"""SageMaker's eval format and gen_qa rows: `query`, `model_response`, and gold in `response`."""

from __future__ import annotations

from typing import Final

from graders.records.content import question_of, read_completion
from graders.records.places import fields_of, find_reference, find_tools, nested
from graders.sample import JSON, MISSING, Sample

SHAPE: Final = "SageMaker eval {query, model_response, response (gold), reference_answer}"


def matches(record: dict[str, JSON]) -> bool:
    """Whether the record has a query or a model's response (there are no messages)."""
    return "query" in record or "model_response" in record


def read(record: dict[str, JSON]) -> Sample:
    """The sample in an eval record. `response` is the gold here, never the answer."""
    metadata = nested(record, "metadata")
    return Sample(
        id=record.get("id"),
        answer=read_completion(record.get("model_response")),
        reference=find_reference(
            record.get("reference_answer", MISSING),
            metadata.get("reference_answer", MISSING),
            record.get("response", MISSING),
        ),
        question=question_of(record.get("query")),
        tools=find_tools(record, metadata),
        fields=fields_of(record, metadata),
    )
