"""Tool sequence: three kinds of order, and groups whose calls have none."""

from __future__ import annotations

from itertools import permutations, product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders import GradingConfig
from graders.tool_sequence import ToolSequenceGrader, ordered_count, positional_count
from tests.graders.build import call, case

NAMES = st.text("abc", max_size=6)
GROUPS = st.lists(st.text("abc", min_size=1, max_size=3), min_size=1, max_size=3)


def measure(called: str, groups: list[str], order: Any = "gaps") -> tuple[float, int]:
    """The score and the number of calls in order."""
    grader = ToolSequenceGrader(GradingConfig(order=order))
    expected = [[call(name) for name in group] for group in groups]
    prepared = case([call(name) for name in called], expected)
    return grader.measure(prepared)["tool_sequence_score"], grader.in_order(prepared)


def brute_force(called: str, groups: list[str]) -> int:
    orders = product(*({"".join(order) for order in permutations(group)} for group in groups))
    return max(ordered_count(called, list("".join(order))) for order in orders)


@given(NAMES, GROUPS)
def test_groups_may_come_in_any_order_inside(called: str, groups: list[str]) -> None:
    assert ordered_count(called, groups) == brute_force(called, groups)


@given(NAMES, GROUPS)
def test_strict_is_never_above_gaps_nor_gaps_above_any(called: str, groups: list[str]) -> None:
    strict, gaps, free = (measure(called, groups, order)[1] for order in ("strict", "gaps", "any"))
    assert 0 <= strict <= gaps <= free <= min(len(called), sum(map(len, groups)))


@pytest.mark.parametrize(
    ("called", "groups", "strict", "gaps", "free"),
    [
        ("abc", ["a", "b", "c"], 3, 3, 3),
        ("xabc", ["a", "b", "c"], 0, 3, 3),
        ("acb", ["a", "b", "c"], 1, 2, 3),
        ("cba", ["a", "b", "c"], 1, 1, 3),
        ("cba", ["abc"], 3, 3, 3),
        ("bac", ["ab", "c"], 3, 3, 3),
        ("cab", ["ab", "c"], 1, 2, 3),
        ("abxc", ["ab", "c"], 2, 3, 3),
        ("aab", ["a", "ab"], 3, 3, 3),
        ("baa", ["a", "ab"], 1, 2, 3),
        ("x", ["a"], 0, 0, 0),
        ("", ["a"], 0, 0, 0),
        ("aaaa", ["a"], 1, 1, 1),
    ],
)
def test_three_kinds_of_order(
    called: str, groups: list[str], strict: int, gaps: int, free: int
) -> None:
    total = len(called) + sum(map(len, groups))
    for order, count in (("strict", strict), ("gaps", gaps), ("any", free)):
        share, found = measure(called, groups, order)
        assert found == count
        assert share == pytest.approx(2 * count / total)


def test_positions_of_a_group_follow_the_lengths_before_it() -> None:
    assert positional_count("bxcd", ["ab", "c", "d"]) == 3
    assert positional_count("bcd", ["ab", "c", "d"]) == 1
    assert positional_count("", ["ab"]) == 0


@pytest.mark.parametrize(("called", "score"), [("", 1.0), ("a", 0.0)])
def test_no_call_expected(called: str, score: float) -> None:
    assert measure(called, []) == (score, 0)


def test_the_reason_shows_the_share_in_order() -> None:
    reason = ToolSequenceGrader().grade(case([call("f")], [call("f"), call("g")]).sample).reason
    assert reason == "66.7% of the called and the expected calls are in order"


def test_a_long_answer_is_looked_at_as_far_as_it_matters() -> None:
    assert ordered_count("x" * 5000 + "abc", ["ab", "c"]) == 3
    assert ordered_count("bac" + "x" * 5000, ["ab", "c"]) == 3
    assert ordered_count("xxxbac" + "x" * 5000, ["ab", "c"]) == 3
