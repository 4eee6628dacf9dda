"""Tool schemas in three dialects: offered names, types, enums, required parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.formats import name_arguments
from graders import load
from tests.support.grading import call, configured, grade, score, text

if TYPE_CHECKING:
    from graders.sample import JSON

SCHEMA = {
    "type": "object",
    "properties": {
        "company": {"type": "string"},
        "form": {"type": "string", "enum": ["10-K", "10-Q"]},
        "year": {"type": "integer"},
        "live": {"type": ["boolean", "null"]},
        "ratio": {"type": "number"},
        "tags": {"type": "array"},
    },
    "required": ["company"],
}
BFCL = {**SCHEMA, "type": "dict"}
DIALECTS = {
    "openai": {"type": "function", "function": {"name": "filings", "parameters": SCHEMA}},
    "converse": {"toolSpec": {"name": "filings", "inputSchema": {"json": SCHEMA}}},
    "bfcl": {"name": "filings", "parameters": BFCL},
}
GOLD = name_arguments([call("filings", company="Marlow")])
VIOLATIONS = [
    ({"company": "M"}, 0),
    ({"company": "M", "year": 2024, "live": None, "ratio": 1, "tags": []}, 0),
    ({}, 1),
    ({"company": 5}, 1),
    ({"company": "M", "form": "8-K"}, 1),
    ({"company": "M", "year": "2024"}, 1),
    ({"company": "M", "year": True}, 1),
    ({"company": "M", "year": 2024.5}, 1),
    ({"company": "M", "live": 1}, 1),
    ({"company": "M", "invented": 1}, 1),
    ({"form": "8-K", "tags": {}, "invented": 1}, 4),
]


@pytest.mark.parametrize("tool", DIALECTS.values(), ids=DIALECTS)
@pytest.mark.parametrize(("arguments", "count"), VIOLATIONS)
def test_violations_are_counted(tool: JSON, arguments: dict[str, JSON], count: int) -> None:
    found = grade(text([call("filings", **arguments)]), GOLD, tools=(tool,))
    assert found.metrics["schema_violation_count"] == count


@pytest.mark.parametrize("tool", DIALECTS.values(), ids=DIALECTS)
def test_tools_that_are_not_offered_are_counted(tool: JSON) -> None:
    calls = text([call("filings", company="Marlow"), call("spam"), call("spam")])
    for tools, count in ((tool,), 2), ((), 0), ((None, 5, {}, {"function": "x"}), 0):
        metrics = grade(calls, GOLD, load("tool_selection"), tools=tools).metrics
        assert metrics["unknown_tool_count"] == count


@pytest.mark.parametrize("tool", DIALECTS.values(), ids=DIALECTS)
def test_a_value_that_the_schema_refuses_has_less_partial_credit(tool: JSON) -> None:
    parameters = load("tool_parameters")

    def pay(value: JSON, key: str, gold: JSON, *tools: JSON) -> float:
        answer = text([call("filings", **{key: value})])
        return score(
            answer, name_arguments([call("filings", **{key: gold})]), parameters, tools=tools
        )

    assert pay("2024", "year", 2024, tool) < pay("2024", "year", 2024)
    assert pay("10 Q", "form", "10-K", tool) < pay("10 Q", "form", "10-K")
    assert pay("10-K", "form", "10-K", tool) == 1.0
    assert pay(2024, "year", 2024, tool) == 1.0


@pytest.mark.parametrize("tools", [(None,), (5, "x", []), ({"function": 5},), ({"name": {}},)])
def test_tools_that_cannot_be_read_change_nothing(tools: tuple[JSON, ...]) -> None:
    answer = text([call("filings", company="Marlow", year="x")])
    assert grade(answer, GOLD, configured(), tools=tools) == grade(answer, GOLD)
