"""Sequence: strict order, order with gaps, any order, and groups that may run in parallel."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import permutations
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.formats import name_arguments
from tests.support.grading import call, configured, grade, score, text

GRADERS = {order: configured("tool_sequence", order=order) for order in ("gaps", "strict", "any")}
NAMES = st.lists(st.sampled_from("abc"), min_size=1, max_size=5)
GROUPS = st.lists(st.lists(st.sampled_from("abc"), min_size=1, max_size=3), min_size=1, max_size=3)


def in_order(order: str, called: Sequence[str], *groups: Sequence[str]) -> float:
    """How many calls are in order; a group is a string of one-letter names."""
    reference = [name_arguments([call(name) for name in group]) for group in groups]
    answer = text([call(name) for name in called])
    share = grade(answer, reference, GRADERS[order]).metrics["tool_sequence_score"]
    return round(share * (len(called) + sum(map(len, groups))) / 2, 9)


TABLE = [
    # called, groups, gaps, strict, any
    ("abc", ("a", "b", "c"), 3, 3, 3),
    ("acb", ("a", "b", "c"), 2, 1, 3),
    ("cba", ("a", "b", "c"), 1, 1, 3),
    ("xabc", ("a", "b", "c"), 3, 0, 3),
    ("axbc", ("a", "b", "c"), 3, 1, 3),
    ("ac", ("a", "b", "c"), 2, 1, 2),
    ("bac", ("ab", "c"), 3, 3, 3),
    ("cab", ("ab", "c"), 2, 1, 3),
    ("bxac", ("ab", "c"), 3, 1, 3),
    ("acb", ("a", "bc"), 3, 3, 3),
    ("aab", ("a", "a", "b"), 3, 3, 3),
    ("aaa", ("a", "b"), 1, 1, 1),
    ("xyz", ("a", "bc"), 0, 0, 0),
]


@pytest.mark.parametrize(("called", "groups", "gaps", "strict", "any_order"), TABLE)
def test_by_hand(
    called: str, groups: tuple[str, ...], gaps: int, strict: int, any_order: int
) -> None:
    assert in_order("gaps", called, *groups) == gaps
    assert in_order("strict", called, *groups) == strict
    assert in_order("any", called, *groups) == any_order


@given(NAMES, GROUPS)
def test_gaps_is_the_best_over_all_orders_inside_the_groups(
    called: list[str], groups: list[list[str]]
) -> None:
    arranged: list[list[str]] = [[]]
    for group in groups:
        arranged = [[*done, *order] for done in arranged for order in set(permutations(group))]
    best = max(longest_common(called, order) for order in arranged)
    assert in_order("gaps", called, *groups) == best


def longest_common(one: Sequence[str], two: Sequence[str]) -> int:
    """The textbook's recursion, by rows."""
    row = [0] * (len(two) + 1)
    for item in one:
        above, row = row, [0]
        for index, other in enumerate(two):
            row.append(above[index] + 1 if item == other else max(above[index + 1], row[-1]))
    return row[-1]


@given(NAMES, GROUPS)
def test_stricter_is_never_more(called: list[str], groups: list[list[str]]) -> None:
    strict, gaps, any_order = (
        in_order(order, called, *groups) for order in ("strict", "gaps", "any")
    )
    assert strict <= gaps <= any_order


@given(NAMES, st.randoms(use_true_random=False))
def test_any_order_pays_every_order(names: list[str], chance: Random) -> None:
    calls = [call(name, a=index) for index, name in enumerate(names)]
    shuffled = text(chance.sample(calls, len(calls)))
    assert score(shuffled, name_arguments(calls), configured(order="any")) == 1.0


def test_groups_keep_their_order_among_themselves() -> None:
    one, two, three = call("a", x=1), call("b", x=2), call("c", x=3)
    reference = [name_arguments([one, two]), *name_arguments([three])]
    assert score(text([two, one, three]), reference) == 1.0
    assert score(text([two, three, one]), reference) < 1.0


def test_bfcl_is_one_group() -> None:
    reference = {"a": {"x": [1, 2]}, "b": {"y": ["", "z"]}}
    assert score(text([call("b"), call("a", x=2)]), reference) == 1.0
    assert score(text([call("b", y="z"), call("a", x=1)]), reference) == 1.0
    assert score(text([call("b", y="q"), call("a", x=1)]), reference) < 1.0
