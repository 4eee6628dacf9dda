"""Where data begins in prose."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.parsing import strict
from graders.parsing.prose import candidates, promising
from tests.graders.parsing.strategies import JSON

PROSE = st.text(st.sampled_from("abc '\".,!<>()\n"), max_size=12)
CONTAINERS = st.lists(JSON, min_size=1, max_size=3) | st.dictionaries(
    st.text(max_size=3), JSON, min_size=1, max_size=3
)


@given(st.lists(st.tuples(PROSE, CONTAINERS), max_size=3), PROSE)
def test_values_between_prose_are_all_found_and_nothing_else(
    parts: list[tuple[str, Any]], end: str
) -> None:
    text = "".join(words + json.dumps(value) for words, value in parts) + end
    assert [strict.read(text[start:end]) for start, end in candidates(text)] == [
        value for _, value in parts
    ]


@given(st.text(st.sampled_from("{}[]\"' \\a:"), max_size=30))
def test_candidates_are_brackets_in_order(text: str) -> None:
    found = candidates(text)
    assert found == sorted(set(found))
    assert all(text[start] in "{[" and start < end <= len(text) for start, end in found)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", []),
        ("no data", []),
        ("it's 5\" and {'a': 1}", [(12, 20)]),
        ("[1] and [2]", [(0, 3), (8, 11)]),
        ("{[}]", [(0, 3)]),
        ("{[[}", [(1, 4)]),
        ('{"a": "}"} {"b": 1}', [(0, 10), (11, 19)]),
        (r'{"a": "\"}"} []', [(0, 12), (13, 15)]),
        ('{"a": [1, 2} []', [(0, 12), (13, 15)]),
        ("] } []", [(4, 6)]),
        ("[an aside {'a': 1}", [(10, 18)]),
        ('{"a": {"b": 1}', [(0, 14), (6, 14)]),
        ('[] {"a": "cut off [] {}', [(0, 2), (3, 23)]),
        ("[unclosed [1, 2", []),
        ("((", []),
    ],
)
def test_outermost_brackets_and_one_that_was_cut_off(
    text: str, found: list[tuple[int, int]]
) -> None:
    assert candidates(text) == found


def test_a_collapsed_answer_is_looked_at_as_far_as_the_limit() -> None:
    pairs = 2_500
    assert len(candidates("[]" * pairs)) == pairs
    assert len(candidates("[]" * pairs + "{}{}")) == pairs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('{"a', True),
        ("{ 'a", True),
        ("{}", True),
        ("{name : 1", True),
        ("{note}", False),
        ("{1: 2", True),
        ("{[", False),
        ("[[", True),
        ("[ {", True),
        ("[]", True),
        ('["a', True),
        ("['a", True),
        ("[f(", True),
        ("[math.sqrt-2(", True),
        ("[1]", False),
        ("[aside]", False),
        ("[5(", False),
        ("[(", False),
        ("x{}", False),
    ],
)
def test_promising(text: str, expected: bool) -> None:
    assert promising(text, 0) is expected
