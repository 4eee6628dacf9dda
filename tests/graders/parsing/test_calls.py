"""JSON values to tool calls: every format, and what is lost."""

from __future__ import annotations

import json
from typing import Any

import pytest

from graders.parsing.calls import calls_in, entries
from tests.graders.build import made

ARGUMENTS = {"a": 1, "b": {"c": [None]}}
CALL = made("f", **ARGUMENTS)
TEXT = json.dumps(ARGUMENTS)
FUNCTION = {"id": "c1", "type": "function", "function": {"name": "f", "arguments": TEXT}}
BLOCK = {"toolUse": {"toolUseId": "u1", "name": "f", "input": ARGUMENTS}}
ENTRY = {"Tool": "f", "Parameters": ARGUMENTS, "Reasoning": "because"}
PLAIN = {"name": "f", "arguments": ARGUMENTS}


@pytest.mark.parametrize(
    "value",
    [
        PLAIN,
        {"name": " f\n", "arguments": ARGUMENTS},
        {"name": "f", "parameters": ARGUMENTS},
        {"tool_called": "f", "tool_parameters": ARGUMENTS},
        {"name": "f", "arguments": TEXT},
        ENTRY,
        {"Tools": [ENTRY]},
        {"Tools": ENTRY},
        {"Query analysis": {"Type": "A", "Tools": [ENTRY]}},
        FUNCTION,
        {"role": "assistant", "content": None, "tool_calls": [FUNCTION]},
        BLOCK,
        {"role": "assistant", "content": [{"text": "Let me see."}, BLOCK]},
        {"message": {"content": [BLOCK]}},
        {"output": {"message": {"content": [{"text": ""}, BLOCK]}}, "stopReason": "tool_use"},
        [PLAIN],
        [[[PLAIN]]],
    ],
    ids=lambda value: json.dumps(value)[:60],
)
def test_every_format_holds_the_call(value: Any) -> None:
    assert calls_in(value) == [CALL]


@pytest.mark.parametrize("arguments", [None, "", "  ", "null", "{}", {}])
@pytest.mark.parametrize(
    "entry",
    [
        lambda given: {"name": "f", "arguments": given},
        lambda given: {"function": {"name": "f", "arguments": given}},
        lambda given: {"toolUse": {"name": "f", "input": given}},
        lambda given: {"Tool": "f", "Parameters": given},
    ],
)
def test_no_arguments_are_written_in_many_ways(entry: Any, arguments: Any) -> None:
    assert calls_in(entry(arguments)) == [made("f")]


@pytest.mark.parametrize(
    "entry", [{"function": {"name": "f"}}, {"toolUse": {"name": "f"}}, {"Tool": "f"}]
)
def test_arguments_may_be_left_out(entry: Any) -> None:
    assert calls_in(entry) == [made("f")]


@pytest.mark.parametrize(
    "entry",
    [
        {"name": "", "arguments": {}},
        {"name": " ", "arguments": {}},
        {"name": None, "arguments": {}},
        {"name": 5, "arguments": {}},
        {"name": "f", "arguments": [1]},
        {"name": "f", "arguments": 5},
        {"name": "f", "arguments": "{"},
        {"name": "f", "arguments": "{'a': 1}"},
        {"name": "f", "arguments": "[1]"},
        {"name": "f", "arguments": '{"a": 1, "a": 2}'},
        {"name": "f", "arguments": json.dumps("{}")},
        {"function": {}},
        {"toolUse": {}},
        {"Tool": None},
    ],
    ids=json.dumps,
)
def test_a_call_of_no_use_is_counted_as_lost(entry: Any) -> None:
    assert calls_in(entry) == [None]
    assert calls_in([entry, PLAIN]) == [None, CALL]


@pytest.mark.parametrize(
    "value",
    [
        None,
        5,
        "f",
        {},
        [1, "a", None],
        [1, []],
        {"name": "f", "age": 5},
        {"name": 5},
        {"function": "f"},
        {"toolUse": "f"},
        {"content": "text"},
        {"Query analysis": "x"},
        {"output": {"text": "x"}},
        [{"note": 1}],
    ],
    ids=json.dumps,
)
def test_what_is_no_form_of_call(value: Any) -> None:
    assert calls_in(value) is None


@pytest.mark.parametrize(
    "value", [[], {"Tools": []}, {"tool_calls": []}, {"tool_calls": None}, {"content": []}]
)
def test_an_empty_list_says_that_there_is_no_call(value: Any) -> None:
    assert calls_in(value) == []
    assert entries(value) == []


def test_entries_of_a_container_are_calls_or_lost() -> None:
    assert calls_in({"Tools": [{"note": 1}]}) == [None]
    assert calls_in({"Tools": "none"}) == [None]
    assert calls_in([{"note": 1}, PLAIN, 5]) == [None, CALL, None]
    assert calls_in([[PLAIN, PLAIN], FUNCTION, BLOCK]) == [CALL] * 4
