from __future__ import annotations

from typing import Any

import pytest

from eval_jobs.models.conversation import read_conversation
from eval_jobs.models.model import RequestError
from tests.eval_jobs.models.conversations import BFCL_TOOL, CONVERSE, OPENAI


def test_both_dialects_ask_the_same() -> None:
    one, other = read_conversation(OPENAI), read_conversation(CONVERSE)
    assert one.system == other.system == "Be brief."
    assert one.tools == other.tools
    assert [turn.calls for turn in one.turns if turn.calls] == [
        turn.calls for turn in other.turns if turn.calls
    ]
    assert [outcome for turn in one.turns for outcome in turn.outcomes] == [
        outcome for turn in other.turns for outcome in turn.outcomes
    ]


@pytest.mark.parametrize("place", [{"tools": [BFCL_TOOL]}, {"metadata": {"tools": [BFCL_TOOL]}}])
def test_bfcls_tools_read_like_openais(place: Any) -> None:
    assert read_conversation({"messages": [], **place}).tools == read_conversation(OPENAI).tools


@pytest.mark.parametrize("role", ["assistant", "nova_assistant"])
def test_the_gold_turn_is_not_part_of_the_prompt(role: str) -> None:
    messages = [*OPENAI["messages"], {"role": role, "content": "720"}]
    assert read_conversation({**OPENAI, "messages": messages}) == read_conversation(OPENAI)


@pytest.mark.parametrize(
    "record",
    [
        {"messages": [{"role": "user", "content": "x", "tool_calls": [{}]}]},
        {"messages": [{"role": "user", "content": ["toolUse"]}]},
        {"messages": [{"role": "user", "tool_calls": 5}]},
        {"messages": [], "tools": [{"function": 5}]},
        {"messages": [], "tools": [{"inputSchema": 5}]},
        {
            "messages": [
                {"role": "user", "tool_calls": [{"function": {"name": "f", "arguments": "{"}}]}
            ]
        },
    ],
)
def test_what_makes_no_sense_is_this_requests_own_fault(record: Any) -> None:
    with pytest.raises(RequestError, match="cannot be read") as caught:
        read_conversation(record)
    assert caught.value.lasting
