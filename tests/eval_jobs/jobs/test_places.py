from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.errors import ConfigError
from eval_jobs.jobs.places import MISSING, find, leaves, put

KEYS = st.text("abc", min_size=1, max_size=2)
PLACES = st.lists(KEYS, min_size=1, max_size=3).map(".".join)


@given(st.dictionaries(PLACES, st.integers()), PLACES, st.integers())
def test_what_was_put_is_found_and_nothing_else_changed(
    others: dict[str, int], place: str, value: int
) -> None:
    def apart(other: str) -> bool:
        return not (f"{other}.".startswith(f"{place}.") or f"{place}.".startswith(f"{other}."))

    tree: dict[str, Any] = {}
    written = {other: number for other, number in others.items() if apart(other)}
    kept: dict[str, int] = {}
    for other, number in written.items():
        try:
            put(tree, other, number)
        except ConfigError:
            continue
        kept = {k: v for k, v in kept.items() if not k.startswith(f"{other}.")} | {other: number}
    put(tree, place, value)
    assert find(tree, place) == value
    assert all(find(tree, other) == number for other, number in kept.items())


def test_what_is_not_there_is_missing() -> None:
    tree = {"a": {"b": None}, "c": 1}
    assert find(tree, "a.b") is None
    assert find(tree, "a.x") is MISSING
    assert find(tree, "c.x") is MISSING


def test_an_empty_value_on_the_way_becomes_a_mapping() -> None:
    tree: dict[str, Any] = {"a": None}
    put(tree, "a.b", 1)
    assert tree == {"a": {"b": 1}}


@pytest.mark.parametrize("place", ["", ".a", "a.", "a..b"])
def test_an_incomplete_place_is_refused(place: str) -> None:
    with pytest.raises(ConfigError, match="not a dotted place"):
        put({}, place, 1)


def test_nothing_is_put_below_a_value() -> None:
    tree = {"a": {"b": 5}}
    with pytest.raises(ConfigError, match=r"a\.b\.c: b holds 5"):
        put(tree, "a.b.c", 1)
    assert tree == {"a": {"b": 5}}


def test_a_copy_is_put() -> None:
    tree: dict[str, Any] = {}
    value = [1]
    put(tree, "a", value)
    value.append(2)
    assert tree == {"a": [1]}


def test_leaves_have_places() -> None:
    tree = {"a": {"b": 1, "c": [2, {"d": None}]}, "e": {}}
    assert list(leaves(tree)) == [("a.b", 1), ("a.c.0", 2), ("a.c.1.d", None)]
