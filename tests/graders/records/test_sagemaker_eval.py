"""Records in SageMaker's eval format and gen_qa dataset rows."""

from __future__ import annotations

from typing import Any

import pytest

from graders import MISSING, Turn
from graders.records import read_record


def test_the_model_response_is_graded_and_the_response_is_gold() -> None:
    sample = read_record({"id": "e", "query": "q", "model_response": "a", "response": "gold"})
    assert (sample.id, sample.question) == ("e", "q")
    assert (sample.answer, sample.reference) == (Turn("a"), "gold")


def test_a_dataset_row_has_no_answer() -> None:
    sample = read_record({"system": "s", "query": "q", "response": "gold", "metadata": "m"})
    assert (sample.answer, sample.reference) == (None, "gold")
    assert (sample.fields["system"], sample.fields["metadata"]) == ("s", "m")


@pytest.mark.parametrize(
    ("keys", "reference"),
    [
        ({"reference_answer": {"text": "top"}, "response": "gold"}, "top"),
        ({"metadata": {"reference_answer": "md"}, "response": "gold"}, "md"),
        ({"reference_answer": None, "response": "gold"}, "gold"),
        ({}, MISSING),
    ],
)
def test_the_reference_is_found_in_each_of_its_places(keys: Any, reference: Any) -> None:
    assert read_record({"model_response": "a", **keys}).reference == reference


def test_an_empty_metadata_is_no_field() -> None:
    sample = read_record({"model_response": "a", "metadata": {}, "processor_config": {}})
    assert sample.fields["processor_config"] == {}
