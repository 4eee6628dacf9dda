"""The lenient reader: all of JSON, all of Python's plain literals, and what small models write."""

from __future__ import annotations

import ast
import json
import math
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.parsing.lenient import LenientReader, UnreadableError
from graders.parsing.strict import MAX_DEPTH
from tests.graders.parsing.strategies import JSON

CONTAINERS = st.lists(JSON, max_size=4) | st.dictionaries(st.text(max_size=4), JSON, max_size=4)


def read(text: str) -> tuple[Any, bool]:
    reader = LenientReader(text)
    return reader.value(), reader.clean


@given(CONTAINERS, st.booleans())
def test_json_is_read_to_the_same_value(value: Any, ascii_: bool) -> None:
    text = json.dumps(value, ensure_ascii=ascii_)
    assert read(text) == (json.loads(text), True)
    reader = LenientReader(f"x {text} x", 2)
    assert reader.value() == json.loads(text)
    assert reader.position == 2 + len(text)


@given(CONTAINERS)
def test_python_literals_are_read_as_python_reads_them(value: Any) -> None:
    assert read(repr(value)) == (ast.literal_eval(repr(value)), True)


@given(st.text(st.sampled_from("{}[]()\"',:\\ \n0a.-"), max_size=40) | st.text(max_size=40))
def test_no_text_raises_anything_but_unreadable(text: str) -> None:
    reader = LenientReader(text)
    with suppress(UnreadableError):
        reader.value()
    assert 0 <= reader.position <= len(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1, 2,]", [1, 2]),
        ("(1, 2)", [1, 2]),
        ("{'a': (1,), }", {"a": [1]}),
        ("[True, False, None, true, false, null]", [True, False, None] * 2),
        ("[+1, -.5, 1., 1e3, 2E-1]", [1, -0.5, 1.0, 1000.0, 0.2]),
        (r"['\x41\u0042\U00000043\n\t\r\b\f\'\"\\']", ["ABC\n\t\r\b\f'\"\\"]),
        (r'["\ud83d\ude00"]', ["\U0001f600"]),
        ("['a\\\nb']", ["ab"]),
        ('["""a "quoted" b"""]', ['a "quoted" b']),
        ('["""a\\"b"""]', ['a"b']),
        ("[\"\", '']", ["", ""]),
        ('["x\ny"]', ["x\ny"]),
        ("{}", {}),
        (" [ ] ", []),
    ],
)
def test_what_json_or_python_would_accept_is_clean(text: str, value: Any) -> None:
    assert read(text) == (value, True)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("{a: 1, b-c: x}", {"a": 1, "b-c": "x"}),
        ('{"a": 1, "a": 2}', {"a": 2}),
        ('{"a": 1 "b": 2}', {"a": 1, "b": 2}),
        ("[1 2]", [1, 2]),
        ('{"a": [1, 2}', {"a": [1, 2]}),
        ('["a": 1]', ["a"]),
        ('{"a": 1]', {"a": 1}),
        ('{"a": 1, "b": ', {"a": 1}),
        ('{"a": 1, "b', {"a": 1}),
        ('{"a": 1, "b": 2', {"a": 1}),
        ('{"a": 1, "b": tru', {"a": 1}),
        ('{"a": 1, "b"', {"a": 1}),
        ('{"a"}', {}),
        ('{"a": 1, [2]}', {"a": 1}),
        ("{1: 'a'}", {}),
        ("[1, 2", [1]),
        ("[1, [2, 3], [4", [1, [2, 3], []]),
        ('["a", "b', ["a"]),
        ("[1}", [1]),
    ],
)
def test_what_is_broken_keeps_its_complete_members(text: str, value: Any) -> None:
    assert read(text) == (value, False)


@pytest.mark.parametrize("text", ["", "  ", '"a', "'a\\'", "12", "true", "@", "1x", "-", "1.2.3"])
def test_what_is_no_complete_literal_is_unreadable(text: str) -> None:
    with pytest.raises(UnreadableError):
        LenientReader(text).value()


def test_text_that_ends_in_quotes_is_used_up() -> None:
    reader = LenientReader('["a, [1, 2], {"')
    assert reader.value() == ["a, [1, 2], {"]
    reader = LenientReader("['a, [1, 2]")
    assert reader.value() == []
    assert reader.position == len(reader.text)


def test_long_numbers_stay_text() -> None:
    longest = "9" * 400
    assert read(f"[{longest}]")[0] == [int(longest)]
    assert read(f"[{longest}9]")[0] == [f"{longest}9"]


def test_nesting_is_read_as_deep_as_the_limit() -> None:
    deep = "[" * MAX_DEPTH + "'x'" + "]" * MAX_DEPTH
    assert read(deep) == (ast.literal_eval(deep), True)
    _, clean = read(f"[{deep}]")
    assert not clean
    assert not read("[" * 100_000)[1]


def test_bare_words_are_text() -> None:
    assert read("[yes, New-York.x]") == (["yes", "New-York.x"], False)
    assert math.isnan(read("[NaN]")[0][0])
    assert read("[Infinity]") == ([float("inf")], True)


def test_lone_surrogates_are_replaced_and_pairs_joined() -> None:
    assert read(r"['\ud800x']")[0] == ["\ufffdx"]
