from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.results.digests import prompt_digest, reference_digest

CHAT: dict[str, Any] = {
    "id": "a",
    "messages": [{"role": "user", "content": "Q"}],
    "reference_answer": [{"name": "f", "arguments": {"a": 5, "b": None}}],
}


@pytest.mark.parametrize(
    "same",
    [
        {**CHAT, "id": "b", "metadata": {}, "tools": []},
        {**CHAT, "messages": [{"content": "Q", "role": "user", "name": None}]},
        {**CHAT, "reference_answer": [{"arguments": {"a": 5.0}, "name": "f"}]},
    ],
)
def test_what_tables_do_to_json_changes_no_digest(same: dict[str, Any]) -> None:
    assert prompt_digest(same) == prompt_digest(CHAT)
    assert reference_digest(same) == reference_digest(CHAT)


def test_the_reference_is_found_where_the_record_has_it() -> None:
    nested = {**CHAT, "metadata": {"reference_answer": CHAT["reference_answer"]}}
    del nested["reference_answer"]
    assert reference_digest(nested) == reference_digest(CHAT)


@pytest.mark.parametrize(
    "messages",
    [
        [{"role": "system", "content": "S"}, *CHAT["messages"]],
        [{"role": "user", "content": "q"}],
        [{"role": "user", "content": True}],
        [],
    ],
)
def test_another_prompt_has_another_digest(messages: Any) -> None:
    assert prompt_digest({**CHAT, "messages": messages}) != prompt_digest(CHAT)


@pytest.mark.parametrize(
    "reference", [[], "f", {"name": "f"}, [{"name": "f", "arguments": {}}], True]
)
def test_another_reference_has_another_digest(reference: Any) -> None:
    assert reference_digest({**CHAT, "reference_answer": reference}) != reference_digest(CHAT)


def test_digests_are_short_and_of_the_prompt_keys() -> None:
    assert len(prompt_digest(CHAT)) == 16
    assert prompt_digest({"query": "Q", "system": "S"}) != prompt_digest({"query": "Q"})
    assert prompt_digest({"prompt": "Q"}) != prompt_digest({"prompt": "R"})


def test_any_record_has_digests() -> None:
    deep: Any = "end"
    for _ in range(5_000):
        deep = [deep]
    for record in ({}, {"messages": 5}, {"messages": [{"role": "user", "content": deep}]}):
        assert len(prompt_digest(record)) == len(reference_digest(record)) == 16
