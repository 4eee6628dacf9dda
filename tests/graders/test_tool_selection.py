"""Tool selection: multisets of names, and counts that add up over samples."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.grade import MALFORMED_REFERENCE
from graders.tool_selection import ToolSelectionGrader
from tests.graders.build import call, case

NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=5)
GRADER = ToolSelectionGrader()


def measure(called: Any, expected: Any, tools: Any = ()) -> dict[str, float]:
    mine, theirs = ([call(name) for name in names] for names in (called, expected))
    return GRADER.measure(case(mine, theirs, tools=tools))


@pytest.mark.parametrize(
    ("called", "expected", "hits", "precision", "recall"),
    [
        ("ab", "ab", 2, 1, 1),
        ("ba", "ab", 2, 1, 1),
        ("aa", "a", 1, 1 / 2, 1),
        ("a", "aa", 1, 1, 1 / 2),
        ("aaab", "aabb", 3, 3 / 4, 3 / 4),
        ("abc", "ad", 1, 1 / 3, 1 / 2),
        ("c", "ab", 0, 0, 0),
        ("", "ab", 0, 0, 0),
        ("", "", 0, 1, 1),
        ("a", "", 0, 0, 0),
    ],
)
def test_repeats_count(
    called: str, expected: str, hits: int, precision: float, recall: float
) -> None:
    metrics = measure(called, expected)
    assert metrics["tool_precision"] == pytest.approx(precision)
    assert metrics["tool_recall"] == pytest.approx(recall)
    assert metrics["tool_true_positive_count"] == hits
    assert metrics["tool_false_positive_count"] == len(called) - hits
    assert metrics["tool_false_negative_count"] == len(expected) - hits


@given(NAMES, NAMES)
def test_f1_is_the_harmonic_mean_over_multisets(called: list[str], expected: list[str]) -> None:
    metrics = measure(called, expected)
    hits = sum((Counter(called) & Counter(expected)).values())
    precision, recall = hits / len(called), hits / len(expected)
    harmonic = 2 * precision * recall / (precision + recall) if hits else 0.0
    assert metrics["tool_f1"] == pytest.approx(harmonic)
    assert tuple(metrics) == GRADER.metric_names


def test_unknown_tools_are_counted_where_tools_are_offered() -> None:
    offered = [{"name": "a"}, {"function": {"name": "b"}}]
    assert measure("abcc", "ab", offered)["unknown_tool_count"] == 2
    assert measure("ab", "ab", offered)["unknown_tool_count"] == 0
    assert measure("abcc", "ab")["unknown_tool_count"] == 0
    assert measure("abcc", "ab", [{"unreadable": 1}])["unknown_tool_count"] == 0


def test_the_reason_shows_the_sum() -> None:
    reason = GRADER.grade(case([call("a"), call("x")], [call("a")]).sample).reason
    assert reason == "F1 of tools = 2 x 1 / (2 x 1 + 1 extra + 0 missing) = 0.667"


def test_a_reference_without_calls_cannot_be_graded() -> None:
    grade = GRADER.grade(case("Paris", "Paris").sample)
    assert grade.code == MALFORMED_REFERENCE
    assert "names no tool calls" in grade.reason
