"""Properties 5 and 6: calls are a multiset, and the best matching of the two sides counts."""

from __future__ import annotations

from itertools import permutations
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.formats import name_arguments
from graders import load
from graders.comparison import compare, compare_keys
from tests.support.grading import call, grade, score, score_calls, text
from tests.support.strategies import CALLS, VALUES

if TYPE_CHECKING:
    from graders.sample import JSON, ToolCall

PARAMETERS = load("tool_parameters")
SELECTION = load("tool_selection")
CITIES = ["NY", "New York", "Boston", "Oslo", "Bergen"]


@pytest.mark.parametrize("cities", [["New York", "NY"], ["NY", "New York"]])
def test_a_choice_is_not_used_up_by_the_wrong_call(cities: list[str]) -> None:
    """Greedy matching gives New York to the first, and leaves NY without a partner."""
    gold = [[
        {"name": "weather", "arguments": {"city": {"$accept": ["NY", "New York"]}}},
        {"name": "weather", "arguments": {"city": "New York"}},
    ]]  # fmt: skip
    assert score(text([call("weather", city=city) for city in cities]), gold) == 1.0


@given(st.permutations(CITIES), st.lists(st.sets(st.sampled_from(CITIES)), min_size=5, max_size=5))
def test_a_perfect_matching_is_always_found(cities: list[str], others: list[set[str]]) -> None:
    """Each call accepts its own city and any others besides; the answer is in any order."""
    group = [
        {"name": "weather", "arguments": {"city": {"$accept": sorted({city, *more})}}}
        for city, more in zip(CITIES, others, strict=True)
    ]
    assert score(text([call("weather", city=city) for city in cities]), [group]) == 1.0


ARGUMENTS = st.dictionaries(st.sampled_from("abc"), VALUES, max_size=3)


@given(st.lists(ARGUMENTS, min_size=1, max_size=4), st.lists(ARGUMENTS, min_size=1, max_size=4))
def test_the_best_of_all_matchings_counts(
    made: list[dict[str, JSON]], wanted: list[dict[str, JSON]]
) -> None:
    def similarity(mine: JSON, theirs: JSON) -> float:
        return compare_keys(mine, theirs, lambda one, two, _: compare(one, two))[0]

    few, many = sorted((made, wanted), key=len)
    best = max(
        sum(
            similarity(one, two) if few is made else similarity(two, one)
            for one, two in zip(few, chosen, strict=True)
        )
        for chosen in permutations(many, len(few))
    )
    found = score_calls(
        [call("f", **one) for one in made], [call("f", **one) for one in wanted], PARAMETERS
    )
    assert found == pytest.approx(best / len(many))


@given(st.lists(CALLS, min_size=1, max_size=5), st.randoms(use_true_random=False))
def test_a_group_has_no_order(calls: list[ToolCall], chance: Random) -> None:
    shuffled = chance.sample(calls, len(calls))
    assert score(text(shuffled), [name_arguments(calls)]) == 1.0


@given(st.integers(1, 5), st.integers(0, 8))
def test_repeats_count(wanted: int, made: int) -> None:
    one = call("search", query="x")
    metrics = grade(text([one] * made), name_arguments([one] * wanted), SELECTION).metrics
    assert metrics["tool_true_positive_count"] == min(wanted, made)
    assert metrics["tool_false_positive_count"] == max(0, made - wanted)
    assert metrics["tool_false_negative_count"] == max(0, wanted - made)
    assert (score_calls([one] * made, [one] * wanted) == 1.0) == (made == wanted)
