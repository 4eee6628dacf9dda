"""Property 11: no text of a model breaks the parser, and the work grows with its length only."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.formats import name_arguments
from eval_jobs.audit.hostile import CRASH_TEXTS, MEGABYTE, REPEATED
from graders import Turn
from graders.parsing import parse_answer
from reward_service import handlers
from tests.support.grading import TOOL_CALL, call, sample, text

if TYPE_CHECKING:
    from graders.sample import JSON

GOLD = [call("f", a="merger rescission tender")]
REFERENCE = name_arguments(GOLD)
RIGHT = text(GOLD)
SIX_MEGABYTES = ("a ", '"', "9", '{"a":', RIGHT, "<think>", "```json\n", "\\u00", "\n", "\ud800")


@pytest.mark.parametrize("hostile", CRASH_TEXTS.values(), ids=CRASH_TEXTS)
def test_grading_survives(hostile: str) -> None:
    for answer in (Turn(hostile), Turn(RIGHT + hostile), Turn("", (hostile, [hostile]))):
        grade = TOOL_CALL.grade(sample(answer, REFERENCE))
        assert grade.score is not None
        assert 0.0 <= grade.score <= 1.0


@pytest.mark.parametrize("hostile", CRASH_TEXTS.values(), ids=CRASH_TEXTS)
def test_arguments_as_text_survive(hostile: str) -> None:
    item = {"function": {"name": "f", "arguments": hostile}}
    grade = TOOL_CALL.grade(sample(Turn("", (item,)), REFERENCE))
    assert grade.score is not None
    assert grade.score < 1.0


@pytest.mark.parametrize("hostile", CRASH_TEXTS.values(), ids=CRASH_TEXTS)
def test_the_handler_returns_every_neighbour(hostile: str) -> None:
    messages = [[{"role": "assistant", "content": content}] for content in (RIGHT, hostile, RIGHT)]
    event = [
        {"id": f"s{index}", "messages": turns, "reference_answer": REFERENCE}
        for index, turns in enumerate(messages)
    ]
    event.append({"id": hostile, "messages": messages[0], "reference_answer": hostile})
    items = handlers.reward(event, {})
    assert [item["id"] for item in items[:3]] == ["s0", "s1", "s2"]
    assert len(items) == 4
    assert items[0]["aggregate_reward_score"] == items[2]["aggregate_reward_score"] == 1.0
    assert 0.0 <= items[1]["aggregate_reward_score"] < 1.0
    json.dumps(items, ensure_ascii=False, allow_nan=False).encode()


@pytest.mark.parametrize("piece", SIX_MEGABYTES, ids=ascii)
def test_six_megabytes_survive(piece: str) -> None:
    answer = piece * (6 * MEGABYTE // len(piece))
    grade = TOOL_CALL.grade(sample(answer, REFERENCE))
    assert grade.score is not None
    assert 0.0 <= grade.score < 0.25


@pytest.mark.parametrize("depth", [65, 900, 50_000])
@pytest.mark.parametrize("place", ["answer", "content", "reference", "id", "tools", "arguments"])
def test_values_nested_deep_cost_nobody_else(place: str, depth: int) -> None:
    """As an event may carry them, already parsed."""
    deep: object = "bottom"
    for _ in range(depth):
        deep = [deep] if place != "arguments" else {"a": deep}
    right: JSON = {
        "messages": [{"role": "assistant", "content": RIGHT}],
        "reference_answer": REFERENCE,
    }
    calls: JSON = {"function": {"name": "f", "arguments": deep}}
    records: dict[str, JSON] = {
        "answer": {"messages": [{"role": "assistant", "content": None, "tool_calls": deep}]},
        "content": {"messages": [{"role": "assistant", "content": deep}]},
        "reference": {"reference_answer": deep},
        "id": {"id": deep},
        "tools": {"tools": deep},
        "arguments": {"messages": [{"role": "assistant", "tool_calls": [calls]}]},
    }
    items = handlers.reward([right, {**right, **records[place]}, right], {})
    assert [item["aggregate_reward_score"] for item in items[::2]] == [1.0, 1.0]
    assert 0.0 <= items[1]["aggregate_reward_score"] <= 1.0
    json.dumps(items, allow_nan=False)


@pytest.mark.parametrize("piece", REPEATED, ids=ascii)
def test_work_grows_with_length(piece: str) -> None:
    """Twice the text is at most about twice the lines of Python that run."""
    few, many = (lines_run(piece * count) for count in (400, 800))
    assert many <= 2.3 * few + 200


def lines_run(answer: str) -> int:
    count = 0

    def trace(_frame: object, event: str, _argument: object) -> object:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)  # type: ignore[arg-type]  # typeshed wants a named protocol
    try:
        parse_answer(Turn(answer))
    finally:
        sys.settrace(before)
    return count
