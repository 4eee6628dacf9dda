"""Which records can be audited, and what is taken for their reference."""

from __future__ import annotations

import json
from typing import Any

import pytest

from eval_jobs.audit.item import Item, read_items
from eval_jobs.evaluate.questions import Question
from tests.eval_jobs.audit.made import call, read

USER = {"role": "user", "content": "Weather in Paris?"}
CALLS = [call("weather", city="Paris")]
OPENAI = {"function": {"name": "weather", "arguments": '{"city": "Paris"}'}}
CONVERSE = {"toolUse": {"toolUseId": "a", "name": "weather", "input": {"city": "Paris"}}}


@pytest.mark.parametrize(
    ("gold", "form"),
    [
        ({"content": json.dumps(CALLS)}, "name_arguments"),
        ({"content": None, "tool_calls": [OPENAI]}, "openai_items"),
        ({"content": [{"text": "I look."}, CONVERSE]}, "converse_blocks"),
    ],
    ids=["text", "openai", "converse"],
)
def test_the_last_turn_of_sft_is_the_reference(gold: dict[str, Any], form: str) -> None:
    record = {"id": "a", "messages": [USER, {"role": "assistant", **gold}]}
    ((_, item),) = read([record])
    assert isinstance(item, Item)
    assert [(one.name, one.arguments) for one in item.calls] == [("weather", {"city": "Paris"})]
    assert item.form == form
    sent = item.answered("no")
    assert [one["role"] for one in sent["messages"]] == ["user", "assistant"]
    assert sent["reference_answer"] == item.raw
    assert "reference_answer" not in record


def test_a_reference_of_its_own_goes_first() -> None:
    gold = {"role": "assistant", "content": json.dumps([call("other")])}
    for place in ({"reference_answer": CALLS}, {"metadata": {"reference_answer": CALLS}}):
        ((_, item),) = read([{"id": "a", "messages": [USER, gold], **place}])
        assert isinstance(item, Item)
        assert [one.name for one in item.calls] == ["weather"]
        assert item.record == {"id": "a", "messages": [USER], **place}


def test_records_of_gen_qa_are_told_how_they_can_be_audited() -> None:
    record = {"query": "Weather?", "response": json.dumps(CALLS)}
    ((_, why),) = read_items([Question("a", record, "needs 'messages'")])
    assert isinstance(why, str)
    assert "jq -c '{messages: [" in why
    ((_, other),) = read_items([Question("a", {}, "needs 'messages'")])
    assert other == "needs 'messages'"
