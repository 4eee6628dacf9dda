"""verl: a prompt of messages, the model's response, and gold in `reward_model`."""

from __future__ import annotations

from typing import Final

from graders.records.content import question_of, read_completion
from graders.records.places import fields_of, find_reference, find_tools, nested
from graders.sample import JSON, MISSING, Sample

SHAPE: Final = "verl {prompt, response, reward_model: {ground_truth}, extra_info}"
MARKS: Final = ("reward_model", "data_source", "extra_info")


def matches(record: dict[str, JSON]) -> bool:
    """Whether the record has a prompt and a key that only verl has."""
    return "prompt" in record and any(mark in record for mark in MARKS)


def read(record: dict[str, JSON]) -> Sample:
    """The sample in a verl record. A gold turn at the prompt's end is never graded."""
    extra, metadata = nested(record, "extra_info"), nested(record, "metadata")
    return Sample(
        id=record.get("id"),
        answer=read_completion(record.get("response")),
        reference=find_reference(
            record.get("reference_answer", MISSING),
            metadata.get("reference_answer", MISSING),
            extra.get("reference_answer", MISSING),
            nested(record, "reward_model").get("ground_truth", MISSING),
        ),
        question=question_of(record["prompt"]),
        tools=find_tools(record, metadata, extra),
        fields=fields_of(record, metadata, extra),
    )
