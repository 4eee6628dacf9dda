"""Chat records, as SageMaker, Bedrock and rft_eval send them."""

from __future__ import annotations

from typing import Any

import pytest

from graders import MISSING, Turn
from graders.records import UnknownRecordError, read_record

USER = {"role": "user", "content": "Which rule covers resales?"}
GOLD = [{"name": "statute_retrieval", "arguments": {"regulation": "Rule 144A"}}]


def said(text: Any, role: str = "assistant", **keys: Any) -> dict[str, Any]:
    return {"role": role, "content": text, **keys}


def chat(*messages: Any, **keys: Any) -> dict[str, Any]:
    return {"id": "s1", "messages": list(messages), **keys}


@pytest.mark.parametrize("role", ["assistant", "nova_assistant"])
def test_the_last_turn_is_graded_whichever_name_the_model_has(role: str) -> None:
    sample = read_record(chat(USER, said("answer", role), reference_answer=GOLD))
    assert sample.answer == Turn("answer")
    assert sample.id == "s1"
    assert sample.reference == GOLD
    assert sample.question == USER["content"]


def test_a_gold_turn_just_before_the_models_is_passed_over() -> None:
    sample = read_record(chat(USER, said("gold"), said("the model's")))
    assert sample.answer == Turn("the model's")


def test_results_of_tools_may_follow_the_models_turn() -> None:
    sample = read_record(chat(USER, said("older"), said("the model's"), said("r", "tool")))
    assert sample.answer == Turn("the model's")


@pytest.mark.parametrize(
    "messages",
    [
        (),
        (said("result", "tool"),),
        (USER,),
        (said("You plan research.", "system"), USER),
        (USER, said("older answer"), USER),
        (USER, {"content": "of nobody"}),
    ],
)
def test_where_the_model_does_not_have_the_last_word_there_is_no_answer(messages: Any) -> None:
    assert read_record(chat(*messages)).answer is None


def test_the_question_is_the_last_text_of_a_user() -> None:
    result = {"role": "user", "content": [{"toolResult": {"toolUseId": "u"}}]}
    assert read_record(chat(said("x", "user"), said("y", "user"), result)).question == "y"


def test_the_reference_at_the_top_goes_before_the_one_in_metadata() -> None:
    metadata = {"reference_answer": "in metadata"}
    assert read_record(chat(reference_answer="top", metadata=metadata)).reference == "top"
    assert read_record(chat(metadata=metadata)).reference == "in metadata"
    for nothing in (None, "", {}, {"text": ""}):
        record = chat(reference_answer=nothing, metadata=metadata)
        assert read_record(record).reference == "in metadata"
    assert read_record(chat(reference_answer=[], metadata=metadata)).reference == []


def test_a_missing_reference_is_not_a_null_one() -> None:
    assert read_record(chat(USER)).reference is MISSING
    assert read_record(chat(USER, reference_answer=None)).reference is None


@pytest.mark.parametrize(
    ("reference", "read"),
    [
        ({"text": "Paris"}, "Paris"),
        ({"text": {"a": 1}}, {"a": 1}),
        ({"text": "x", "other": 1}, {"text": "x", "other": 1}),
        ({"text": None}, None),
    ],
)
def test_a_reference_that_is_only_a_text_is_unwrapped(reference: Any, read: Any) -> None:
    assert read_record(chat(reference_answer=reference)).reference == read


def test_other_keys_and_metadata_become_fields_and_the_records_own_go_first() -> None:
    metadata = {"my_key": "inner", "level": "easy", "reference_answer": 1, "tools": []}
    sample = read_record(chat(USER, my_key="outer", split="test", metadata=metadata))
    assert sample.fields.items() >= {"my_key": "outer", "split": "test", "level": "easy"}.items()


def test_metadata_as_a_string_is_a_field() -> None:
    assert read_record(chat(USER, metadata="topic 7")).fields["metadata"] == "topic 7"


@pytest.mark.parametrize(
    "place",
    [
        {"tools": [{"name": "f"}]},
        {"toolConfig": {"tools": [{"name": "f"}]}},
        {"metadata": {"tools": [{"name": "f"}]}},
        {"metadata": {"toolConfig": {"tools": [{"name": "f"}]}}},
    ],
)
def test_tools_are_found_where_callers_put_them(place: dict[str, Any]) -> None:
    sample = read_record(chat(USER, **place))
    assert sample.tools == ({"name": "f"},)


@pytest.mark.parametrize("tools", [None, "f", {"f": 1}, 5])
def test_tools_that_are_no_list_are_none(tools: Any) -> None:
    assert read_record(chat(USER, tools=tools)).tools == ()


@pytest.mark.parametrize("messages", [None, "hello", {"role": "user"}, [USER, "hello"], [None]])
def test_messages_that_are_no_messages_are_an_error(messages: Any) -> None:
    with pytest.raises(UnknownRecordError, match="role and content"):
        read_record({"messages": messages})
