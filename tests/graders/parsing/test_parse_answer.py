"""A model's turn: text and structured calls, and what counts as an attempt."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders import ToolCall, Turn
from graders.parsing import parse_answer
from tests.graders.build import call, made
from tests.graders.parsing.strategies import JSON

F, G = made("f", a=1), made("g")
TEXT = json.dumps(call("f", a=1))
ITEM = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": '{"a": 1}'}}
BLOCK = {"toolUse": {"toolUseId": "u1", "name": "f", "input": {"a": 1}}}


@given(st.text(max_size=30), st.lists(JSON, max_size=3))
def test_no_turn_raises(text: str, structured: list[Any]) -> None:
    answer = parse_answer(Turn(text, tuple(structured)))
    assert answer.calls == tuple(found for piece in answer.pieces for found in piece.calls or ())
    assert answer.attempted or not answer.calls


@pytest.mark.parametrize("item", [ITEM, BLOCK])
@pytest.mark.parametrize(
    "text", ["", "Let me look.", TEXT, f"<tool_call>{TEXT}</tool_call>", "[f(a=1)]", "f(a=1)"]
)
def test_structured_calls_and_their_own_text_count_once(item: Any, text: str) -> None:
    answer = parse_answer(Turn(text, (item,)))
    assert answer.calls == (F,)
    assert [piece.quality for piece in answer.pieces] == [1.0]


def test_other_calls_in_the_text_count_beside_structured_ones() -> None:
    answer = parse_answer(Turn("[g()]", (ITEM, BLOCK)))
    assert answer.calls == (F, F, G)
    assert len(answer.pieces) == 3


@pytest.mark.parametrize(
    ("text", "calls"),
    [
        (f"<think>[g()]</think>{TEXT}", (F,)),
        (f"{TEXT}<think>[g()]", (F,)),
        (f"[g()] <answer>{TEXT}", (F,)),
        (f"{TEXT} {TEXT}", (F, F)),
        (f"{TEXT} or rather [g()]", (F, G)),
        ("", ()),
        ("<think>f(a=1)", ()),
    ],
)
def test_only_the_final_text_is_read(text: str, calls: tuple[Any, ...]) -> None:
    assert parse_answer(Turn(text)).calls == calls


@pytest.mark.parametrize("tag", ["</think>", "<think>", "<answer>", "</answer>", "<tool_call>"])
def test_a_tag_inside_a_string_is_text(tag: str) -> None:
    text = json.dumps([call("f", a=f"what does {tag} mean")])
    assert parse_answer(Turn(text)).calls == (made("f", a=f"what does {tag} mean"),)


@pytest.mark.parametrize(
    ("turn", "attempted"),
    [
        (Turn(""), False),
        (Turn("No tool is needed."), False),
        (Turn("[]"), False),
        (Turn('{"note": [1, 2]}'), False),
        (Turn(TEXT), True),
        (Turn(TEXT[:-8]), True),
        (Turn('[{"name": "", "arguments": {}}]'), True),
        (Turn("<tool_call>f</tool_call>"), True),
        (Turn("", (ITEM,)), True),
        (Turn("", ({"function": {"name": "f", "arguments": "{"}},)), True),
    ],
)
def test_an_attempt_is_a_call_or_what_is_left_of_one(turn: Turn, attempted: bool) -> None:
    assert parse_answer(turn).attempted is attempted


def test_a_structured_call_nested_too_deep_is_broken() -> None:
    deep: Any = 1
    for _ in range(500):
        deep = [deep]
    answer = parse_answer(Turn("", ({"name": "f", "arguments": {"a": deep}}, ITEM)))
    assert answer.calls == (F,)
    assert [piece.quality for piece in answer.pieces] == [0.0, 1.0]


@pytest.mark.parametrize(
    "text",
    [
        '{"name": "f", "input": {"x": 1000}}',
        '{"tool": "f", "args": {"x": 1000}}',
        '{"tool_name": "f", "tool_input": {"x": 1000}}',
        '{"action": "f", "action_input": {"x": 1000}}',
        '{"function_call": {"name": "f", "arguments": "{\\"x\\": 1000}"}}',
        "f(x=1000)  # the call",
        "f(x=1_000)",
    ],
)
def test_other_spellings_of_a_call(text: str) -> None:
    parsed = parse_answer(Turn(text))
    assert parsed.calls == (ToolCall("f", {"x": 1000}),)
    assert [piece.quality for piece in parsed.pieces] == [1.0]


def test_a_name_alone_is_a_call_without_arguments() -> None:
    assert parse_answer(Turn('{"name": "now"}')).calls == (ToolCall("now", {}),)
