"""Hugging Face prompt-completion, and preference with `chosen` and `rejected` beside it."""

from __future__ import annotations

from typing import Final

from graders.records.content import gold_of, question_of, read_completion
from graders.records.places import fields_of, find_reference, find_tools, nested
from graders.sample import JSON, MISSING, Sample

SHAPE: Final = "prompt-completion or preference {prompt, completion, chosen, reference_answer}"


def matches(record: dict[str, JSON]) -> bool:
    """Whether the record has a prompt (verl's are recognised before)."""
    return "prompt" in record


def read(record: dict[str, JSON]) -> Sample:
    """The sample in a prompt-completion or preference record.

    The completion is the model's. In a dataset row without a reference it is the gold instead,
    and there is no answer; a preference row's gold is what was chosen.
    """
    metadata = nested(record, "metadata")
    answer = read_completion(record.get("completion"))
    reference = find_reference(
        record.get("reference_answer", MISSING), metadata.get("reference_answer", MISSING)
    )
    if reference is MISSING:
        chosen = read_completion(record.get("chosen"))
        if chosen is not None:
            reference = gold_of(chosen)
        elif answer is not None:
            reference, answer = gold_of(answer), None
    return Sample(
        id=record.get("id"),
        answer=answer,
        reference=reference,
        question=question_of(record["prompt"]),
        tools=find_tools(record, metadata),
        fields=fields_of(record, metadata),
    )
