"""Typed comparison: tables of values, and what comparators change."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.comparison import CLOSE, KEY, WRONG_TYPE, compare, compare_keys
from graders.config import Comparator
from graders.sample import Accepted
from graders.text import ALMOST, EQUIVALENT

JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=8,
)
KINDS = ("exact", "numeric", "text", "set")


def by(kind: str, **tolerance: float) -> Comparator:
    return Comparator.model_validate({"kind": kind, **tolerance})


@given(JSON)
def test_a_value_equals_itself_under_every_comparator(value: Any) -> None:
    assert compare(value, value) == 1.0
    for kind in KINDS:
        assert compare(value, value, by(kind)) == 1.0


@given(JSON, JSON)
def test_similarity_has_bounds_and_ignore_takes_anything(one: Any, two: Any) -> None:
    assert 0.0 <= compare(one, two) <= 1.0
    assert compare(one, two, by("ignore")) == 1.0
    assert compare(one, two, by("exact")) in {0.0, 1.0}


@pytest.mark.parametrize(
    ("answer", "reference", "similarity"),
    [
        (5.0, 5, 1.0),
        (-0.0, 0, 1.0),
        (1e3, 1000, 1.0),
        (True, 1, 0.0),
        (1, True, 0.0),
        (0, False, 0.0),
        (False, True, 0.0),
        (None, False, 0.0),
        (None, 0, 0.0),
        ("", None, 0.0),
        ([], None, 0.0),
        ({}, [], 0.0),
        ("5", 5, 0.5),
        (5, "5", WRONG_TYPE),
        (" 5 ", 5, WRONG_TYPE),
        ("true", True, WRONG_TYPE),
        (" True\n", True, WRONG_TYPE),
        (False, "FALSE", WRONG_TYPE),
        ("6", 5, 0.0),
        (["x"], "x", WRONG_TYPE),
        ("x", ["x"], WRONG_TYPE),
        ([5], "5", WRONG_TYPE * WRONG_TYPE),
        (["x", "y"], "x", 0.0),
        ({"a": 1}, "a", 0.0),
        (50, 100, 0.25),
        (100, 50, CLOSE * 0.5),
        (-5, 5, 0.0),
        (-5, -10, CLOSE * 0.5),
        (0, 7, 0.0),
        (float("inf"), 1, 0.0),
        (1, float("inf"), 0.0),
        (10**400, 1.0, 0.0),
        (1.0, 10**400, 0.0),
        (10**400, 10**400, 1.0),
    ],
)
def test_scalars(answer: Any, reference: Any, similarity: float) -> None:
    assert compare(answer, reference) == pytest.approx(similarity)


@pytest.mark.parametrize(("answer", "reference"), [("5.0", 5), ("5", 5.0), (5.0, "5")])
def test_a_number_in_text_is_compared_as_a_number(answer: Any, reference: Any) -> None:
    assert compare(answer, reference) == pytest.approx(WRONG_TYPE)


@pytest.mark.parametrize(
    ("answer", "reference", "similarity"),
    [
        ([], [], 1.0),
        ([1], [], 0.0),
        ([1, 2, 3], [1.0, 2.0, 3.0], 1.0),
        ([2, 1], [1, 2], ALMOST * (1 + CLOSE * 0) / 2),
        ([1, 9, 2], [1, 2], ALMOST * 2 / 3),
        ([1], [1, 2], ALMOST / 2),
        (["A b"], ["a b"], EQUIVALENT),
        ([[1, 2], [3]], [[1, 2], [3]], 1.0),
        ([[1], [3]], [[1, -7], [3]], ALMOST * (ALMOST / 2 + 1) / 2),
    ],
)
def test_lists_keep_their_order(answer: Any, reference: Any, similarity: float) -> None:
    assert compare(answer, reference) == pytest.approx(similarity)


@pytest.mark.parametrize("size", range(1, 33))
def test_elements_right_by_spelling_make_a_list_that_is_right(size: int) -> None:
    assert compare(["A b"] * size, ["a b"] * size) >= EQUIVALENT


@pytest.mark.parametrize(
    ("answer", "reference", "similarity"),
    [
        ({}, {}, 1.0),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, 1.0),
        ({"a": 1}, {"a": 1, "b": 2}, ALMOST / 2),
        ({"a": 1, "b": 2}, {"a": 1}, ALMOST / 2),
        ({"a": "x"}, {"a": "y"}, 0.9 * 0.1),
        ({"b": 1}, {"a": 1}, 0.0),
        ({"a": {"b": [1]}}, {"a": {"b": [1]}}, 1.0),
        ({}, {"a": 1}, 0.0),
        ({"a": 1}, {}, 0.0),
    ],
)
def test_objects_compare_by_the_union_of_keys(
    answer: Any, reference: Any, similarity: float
) -> None:
    assert compare(answer, reference) == pytest.approx(similarity)


def rule(answer: Any, reference: Any, _: str) -> float:
    return compare(answer, reference)


def test_an_optional_key_may_be_left_out_but_not_be_wrong() -> None:
    reference = {"a": 1, "b": Accepted((2,), optional=True)}
    assert compare_keys({"a": 1}, reference, rule) == (1.0, 1)
    assert compare_keys({"a": 1, "b": 2}, reference, rule) == (1.0, 2)
    similarity, right = compare_keys({"a": 1, "b": -3}, reference, rule)
    assert similarity == pytest.approx(ALMOST * (1 + KEY) / 2)
    assert right == 1
    demanded = {"a": 1, "b": Accepted((2,))}
    assert compare_keys({"a": 1}, demanded, rule)[0] == pytest.approx(ALMOST / 2)
    assert compare_keys({}, {"b": Accepted((2,), optional=True)}, rule) == (1.0, 0)


def test_the_rule_is_told_the_key() -> None:
    assert compare_keys({"a": 1, "b": 1}, {"a": 2, "b": 2}, lambda _a, _r, key: key == "a")[1] == 1


def test_the_best_alternative_counts_and_its_own_comparator_goes_first() -> None:
    assert compare("NY", Accepted(("New York", "NY"))) == 1.0
    assert compare("LA", Accepted(("New York", "NY"))) == 0.0
    assert compare(1, Accepted(())) == 0.0
    assert compare({"a": [2]}, {"a": [Accepted((1, 2))]}) == 1.0
    near = Accepted((100,), comparator=by("numeric", tolerance=1))
    assert compare(101, near, by("exact")) == 1.0
    assert compare(101, Accepted((100,)), by("numeric", tolerance=1)) == 1.0


@pytest.mark.parametrize(
    ("comparator", "answer", "reference", "similarity"),
    [
        (by("exact"), "New york", "New York", 0.0),
        (by("exact"), 5.0, 5, 1.0),
        (by("exact"), "5", 5, 0.0),
        (by("numeric", tolerance=0.5), 5.5, 5, 1.0),
        (by("numeric", tolerance=0.5), 5.51, 5, CLOSE * (1 - 0.51 / 5.51)),
        (by("numeric", relative_tolerance=0.1), 90, 100, 1.0),
        (by("numeric", relative_tolerance=0.1), -110, -100, 1.0),
        (by("numeric", relative_tolerance=0.1), 89, 100, CLOSE * 0.89),
        (by("numeric", tolerance=1, relative_tolerance=0.1), 88.9, 100, 1.0 * CLOSE * 0.889),
        (by("numeric", tolerance=1, relative_tolerance=0.1), 89, 100, 1.0),
        (by("numeric", tolerance=9), "5", 5, 0.0),
        (by("numeric", tolerance=1), True, 1, 0.0),
        (by("set"), [2, 1], [1, 2], 1.0),
        (by("set"), [1, 1], [1, 2], ALMOST * (1 + CLOSE / 2) / 2),
        (by("set"), ["x"], "x", 0.0),
        (by("set"), [], [], 1.0),
        (by("text"), "red fox", "red dog", ALMOST / 2),
        (by("text"), 5, "5", 0.0),
        (by("text"), ["x"], ["x"], 1.0),
    ],
)
def test_comparators(
    comparator: Comparator, answer: Any, reference: Any, similarity: float
) -> None:
    assert compare(answer, reference, comparator) == pytest.approx(similarity)


def test_a_set_of_any_size_has_no_order() -> None:
    assert compare(list(range(40))[::-1], list(range(40)), by("set")) == 1.0


def test_an_integer_that_no_double_holds_is_compared_all_the_same() -> None:
    assert compare(10**400, 10**400, by("numeric", relative_tolerance=0.1)) == 1.0
    assert compare(1, 10**400, by("numeric", relative_tolerance=0.1)) == 0.0


@pytest.mark.parametrize("size", [8, 32, 33, 100])
def test_a_list_of_any_length_keeps_its_order(size: int) -> None:
    """Where all pairs are too many to try, elements out of order must not find each other."""
    reference = [f"word{index}" for index in range(size)]
    assert compare(reference, reference) == 1.0
    assert compare(reference[::-1], reference) < ALMOST / 2
    assert 0.5 < compare(reference[1:], reference) < 1.0
    assert 0.5 < compare(["new", *reference], reference) < 1.0
