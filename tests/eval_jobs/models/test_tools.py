from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.models.tools import Tool, read_tools, wire_names


@given(st.lists(st.text(), unique=True, max_size=8))
def test_services_get_a_name_for_each_tool_that_they_take(names: list[str]) -> None:
    wire = wire_names([Tool(name, "", {}) for name in names])
    assert list(wire.values()) == names
    assert all(re.fullmatch(r"[a-zA-Z0-9_-]{1,64}", name) for name in wire)


def test_a_name_that_is_taken_gets_a_number() -> None:
    tools = [Tool(name, "", {}) for name in ("a.b", "a_b", "a-b", "x" * 70, "x" * 71)]
    assert list(wire_names(tools)) == ["a_b", "a_b_2", "a-b", "x" * 64, "x" * 60 + "_2"]


def test_bfcls_types_get_their_standard_names_and_values_stay() -> None:
    parameters = {
        "type": "dict",
        "properties": {
            "type": {"type": "tuple", "items": {"type": "float"}},
            "any": {"type": "any", "enum": ["dict", {"type": "dict"}], "default": "float"},
        },
        "required": ["type"],
    }
    (tool,) = read_tools({"tools": [{"name": "f", "parameters": parameters}]})
    assert tool.schema == {
        "type": "object",
        "properties": {
            "type": {"type": "array", "items": {"type": "number"}},
            "any": {"enum": ["dict", {"type": "dict"}], "default": "float"},
        },
        "required": ["type"],
    }


def test_a_tool_may_take_nothing_and_no_name_comes_twice() -> None:
    tools = read_tools({"tools": [{"name": "f"}, {"name": "g"}, {"name": "f", "description": "x"}]})
    assert tools == [Tool("f", "", {"type": "object"}), Tool("g", "", {"type": "object"})]


def test_no_tools_are_offered_where_none_are_listed() -> None:
    for record in ({}, {"tools": None}, {"tools": "f"}, {"metadata": "text"}, {"toolConfig": 5}):
        assert read_tools(record) == []
