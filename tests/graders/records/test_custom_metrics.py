"""Records of gen_qa's custom metrics."""

from __future__ import annotations

from typing import Any

import pytest

from graders import Turn
from graders.records import UnknownRecordError, read_record


def test_after_inference_there_is_an_answer() -> None:
    data = {"prompt": "q", "inference_output": "a", "gold": "gold", "system": "s"}
    sample = read_record({"process_type": "postprocess", "data": data})
    assert (sample.question, sample.answer, sample.reference) == ("q", Turn("a"), "gold")
    assert (sample.id, sample.fields["system"]) == (None, "s")


def test_before_inference_there_is_none() -> None:
    record = {"process_type": "preprocess", "data": {"prompt": "q", "gold": {"text": "gold"}}}
    sample = read_record(record)
    assert (sample.answer, sample.reference) == (None, "gold")


@pytest.mark.parametrize("data", [None, "text", [], 5])
def test_data_that_is_no_object_is_an_error(data: Any) -> None:
    with pytest.raises(UnknownRecordError, match="'data' must be an object"):
        read_record({"process_type": "postprocess", "data": data})
