"""The offered tools, in three dialects, and what their schemas refuse."""

from __future__ import annotations

from typing import Any

import pytest

from graders.toolbox import Toolbox, allows
from tests.graders.build import made

PROPERTIES = {
    "city": {"type": "string"},
    "unit": {"type": "string", "enum": ["C", "F"]},
    "days": {"type": "integer"},
}
SCHEMA = {"type": "object", "properties": PROPERTIES, "required": ["city"]}
OPENAI = {"type": "function", "function": {"name": "weather", "parameters": SCHEMA}}
CONVERSE = {"toolSpec": {"name": "weather", "inputSchema": {"json": SCHEMA}}}
BFCL = {"name": "weather", "parameters": {**SCHEMA, "type": "dict"}}
DIALECTS = pytest.mark.parametrize(
    "tool", [OPENAI, CONVERSE, BFCL], ids=["openai", "converse", "bfcl"]
)


@DIALECTS
def test_every_dialect_names_its_tool_and_its_parameters(tool: Any) -> None:
    toolbox = Toolbox([tool])
    assert toolbox
    assert "weather" in toolbox
    assert "other" not in toolbox
    assert toolbox.parameter("weather", "unit") == PROPERTIES["unit"]
    assert toolbox.parameter("weather", "other") == {}
    assert toolbox.parameter("other", "unit") == {}


@DIALECTS
@pytest.mark.parametrize(
    ("arguments", "violations"),
    [
        ({"city": "Rome"}, 0),
        ({"city": "Rome", "unit": "C", "days": 3}, 0),
        ({}, 1),
        ({"city": 5}, 1),
        ({"city": "Rome", "unit": "K"}, 1),
        ({"city": "Rome", "invented": 1, "another": 2}, 2),
        ({"days": "3", "invented": 1}, 3),
    ],
)
def test_violations_count_missing_invented_and_ill_typed(
    tool: Any, arguments: dict[str, Any], violations: int
) -> None:
    assert Toolbox([tool]).violations(made("weather", **arguments)) == violations


def test_a_tool_that_is_not_offered_breaks_no_schema() -> None:
    assert Toolbox([OPENAI]).violations(made("other", a=1)) == 0


@pytest.mark.parametrize(
    "tool",
    [
        None,
        "weather",
        {},
        {"name": 5},
        {"function": "weather"},
        {"toolSpec": {"name": None}},
        [OPENAI],
    ],
)
def test_what_is_no_tool_is_passed_over(tool: Any) -> None:
    assert not Toolbox([tool])
    assert "weather" in Toolbox([tool, OPENAI])


@pytest.mark.parametrize(
    "parameters",
    [
        None,
        "x",
        {},
        {"properties": None},
        {"properties": [], "required": "city"},
        {"required": [5]},
    ],
)
def test_a_schema_that_is_broken_demands_nothing(parameters: Any) -> None:
    toolbox = Toolbox([{"name": "weather", "parameters": parameters}])
    assert "weather" in toolbox
    assert toolbox.parameter("weather", "city") == {}
    assert toolbox.violations(made("weather")) == 0


@pytest.mark.parametrize(
    ("schema", "value", "allowed"),
    [
        ({"type": "string"}, "x", True),
        ({"type": "string"}, 5, False),
        ({"type": "integer"}, 5, True),
        ({"type": "integer"}, 5.5, False),
        ({"type": "integer"}, True, False),
        ({"type": "number"}, 5, True),
        ({"type": "number"}, 5.5, True),
        ({"type": "number"}, False, False),
        ({"type": "float"}, 5, True),
        ({"type": "float"}, "5", False),
        ({"type": "boolean"}, True, True),
        ({"type": "boolean"}, 1, False),
        ({"type": "array"}, [], True),
        ({"type": "array"}, "a", False),
        ({"type": "tuple"}, [], True),
        ({"type": "object"}, {}, True),
        ({"type": "dict"}, {}, True),
        ({"type": "dict"}, [], False),
        ({"type": "null"}, None, True),
        ({"type": "null"}, 0, False),
        ({"type": ["string", "null"]}, None, True),
        ({"type": ["string", "null"]}, 5, False),
        ({"type": ["boolean", "string"]}, True, True),
        ({"type": "any"}, object(), True),
        ({"type": None}, 5, True),
        ({"type": [{}]}, 5, True),
        ({"type": {}}, 5, True),
        ({}, 5, True),
        ({"enum": ["a", "b"]}, "a", True),
        ({"enum": ["a", "b"]}, "A", False),
        ({"type": "string", "enum": [5]}, 5, False),
        ({"enum": "abc"}, "a", True),
        ({"enum": [[1], {}]}, {}, True),
    ],
)
def test_allows(schema: Any, value: Any, allowed: bool) -> None:
    assert allows(schema, value) is allowed


def test_a_whole_number_is_an_integer_however_it_is_written() -> None:
    assert allows({"type": "integer"}, 5.0)
    assert not allows({"enum": [1]}, True)
