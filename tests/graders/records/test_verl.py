"""verl records."""

from __future__ import annotations

from typing import Any

import pytest

from graders import MISSING, Turn
from graders.records import read_record

PROMPT = [{"role": "user", "content": "q"}, {"role": "assistant", "content": "gold"}]


def verl(**keys: Any) -> dict[str, Any]:
    return {"data_source": "d", "prompt": PROMPT, **keys}


def test_the_response_is_graded_and_never_the_gold_turn_in_the_prompt() -> None:
    sample = read_record(verl(response="answer"))
    assert sample.answer == Turn("answer")
    assert sample.question == "q"
    assert sample.id is None
    assert sample.fields["data_source"] == "d"


def test_a_dataset_row_has_no_answer() -> None:
    assert read_record(verl()).answer is None


@pytest.mark.parametrize(
    ("keys", "reference"),
    [
        ({"reward_model": {"style": "rule", "ground_truth": "gt"}}, "gt"),
        ({"extra_info": {"reference_answer": {"text": "ei"}}}, "ei"),
        ({"reference_answer": "top", "extra_info": {"reference_answer": "ei"}}, "top"),
        ({"metadata": {"reference_answer": "md"}, "reward_model": {"ground_truth": "gt"}}, "md"),
        ({"reward_model": "none", "extra_info": None}, MISSING),
    ],
)
def test_the_reference_is_found_in_each_of_its_places(keys: Any, reference: Any) -> None:
    assert read_record(verl(**keys)).reference == reference


def test_extra_info_holds_fields_and_tools() -> None:
    sample = read_record(verl(extra_info={"index": 4, "tools": [{"name": "f"}]}))
    assert (sample.fields["data_source"], sample.fields["index"]) == ("d", 4)
    assert sample.tools == ({"name": "f"},)


@pytest.mark.parametrize("mark", ["reward_model", "data_source", "extra_info"])
def test_one_key_of_verl_is_enough_to_tell(mark: str) -> None:
    assert read_record({"prompt": "q", "response": "answer", mark: {}}).answer == Turn("answer")
