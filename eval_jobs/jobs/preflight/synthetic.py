"""Answers that are made up to try a grader: the gold one, and one that is wrong for any record."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from eval_jobs.datasets.answers import answered
from eval_jobs.datasets.gold import gold_answer
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.records import UnknownRecordError, read_record
from graders.sample import MISSING

GARBAGE: Final = '[{"name": "no_such_tool", "arguments": {"no_such_parameter": "nothing"}}]'
"""A call of a tool that does not exist: wrong also where no call is expected."""


def gold_answers(record: Mapping[str, Any]) -> list[str]:
    """Texts that should score 1: the reference as it stands, and the calls that it expects.

    A grader of one's own may read only the first, and alternatives are only in the second.
    Empty where the record has no reference that can be read.
    """
    try:
        reference = read_record(dict(record)).reference
        if reference is MISSING or reference is None:
            return []
        expected = read_reference(reference)
    except (UnknownRecordError, MalformedReferenceError):
        return []
    if isinstance(reference, dict) and reference.keys() == {"text"}:
        reference = reference["text"]
    texts = [reference if isinstance(reference, str) else json.dumps(reference)]
    if expected.groups is not None:
        texts.append(gold_answer(expected))
    return texts


def sent(record: Mapping[str, Any], identifier: str, text: str) -> dict[str, Any]:
    """The record with `text` as its answer, as the job's container sends it."""
    if "messages" in record:
        return {**answered(record, text), "id": identifier}
    gold = record.get("response")
    return {**record, "id": identifier, "model_response": text, "reference_answer": {"text": gold}}
