from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

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


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["null", ".0", "é"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=2), inner),
)


def canonical(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: canonical(item) for key, item in value.items() if item is not None}
    if isinstance(value, list):
        return list(map(canonical, value))
    return int(value) if isinstance(value, float) and value.is_integer() else value


@given(JSON)
def test_the_digest_is_that_of_the_canonical_json(value: Any) -> None:
    assert prompt_digest({"prompt": value}) == prompt_digest({"prompt": canonical(value)})


@given(st.floats(1e15, 1e30).map(math.floor))
def test_a_large_whole_number_has_one_digest(number: int) -> None:
    assert prompt_digest({"query": float(number)}) == prompt_digest({"query": int(float(number))})
