from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.hostile import CRASH_TEXTS, MEGABYTE
from eval_jobs.report.html.marks import (
    MOST_TOKENS,
    calls_text,
    expected_calls,
    made_calls,
    marked,
    nearest,
)
from graders.sample import ToolCall

TEXTS = st.text("ab \n", max_size=60)


@given(TEXTS, TEXTS)
def test_spans_give_back_both_texts(reference: str, answer: str) -> None:
    spans = marked(reference, answer)
    assert "".join(text for kind, text in spans if kind != "+") == reference
    assert "".join(text for kind, text in spans if kind != "-") == answer
    assert all(text for _, text in spans)


@given(TEXTS)
def test_equal_texts_have_no_marks(text: str) -> None:
    assert {kind for kind, _ in marked(text, text)} <= {"="}


def test_marks_are_as_fine_as_words() -> None:
    spans = marked('form: "S-3"\nshares: 5', 'form: "S-1"\nshares: 5')
    assert spans == [("=", "form: "), ("-", '"S-3"'), ("+", '"S-1"'), ("=", "\nshares: 5")]


def test_words_that_changed_side_by_side_are_one_change() -> None:
    assert marked("a b c d", "a x y d") == [("=", "a "), ("-", "b c"), ("+", "x y"), ("=", " d")]


def test_lines_that_changed_stay_lines() -> None:
    assert ("=", "\n") in marked("a\nb", "x\ny")


def test_long_differences_are_marked_as_a_whole() -> None:
    many = " ".join(f"w{index}" for index in range(MOST_TOKENS))
    assert marked(f"same {many} end", f"same {many[::-1]} end") == [
        ("=", "same "),
        ("-", many),
        ("+", many[::-1]),
        ("=", " end"),
    ]


@pytest.mark.parametrize(
    "text", ["a " * (MEGABYTE // 2), "a\n" * (MEGABYTE // 2), "x" * MEGABYTE, "[" * MEGABYTE]
)
def test_a_megabyte_is_one_mark(text: str) -> None:
    assert len(marked("b c d", text)) <= 3


@pytest.mark.parametrize("text", CRASH_TEXTS.values(), ids=CRASH_TEXTS)
def test_no_text_crashes_it(text: str) -> None:
    assert isinstance(calls_text(made_calls(text)), str)
    assert isinstance(calls_text(expected_calls(text) or ()), str)


@pytest.mark.parametrize(
    "answer",
    [
        '{"name": "fee", "arguments": {"b": 1, "a": "x"}}',
        '<tool_call>{"name": "fee", "arguments": {"a": "x", "b": 1}}</tool_call>',
        '[fee(b=1, a="x")]',
    ],
)
def test_calls_have_one_spelling_whatever_their_format(answer: str) -> None:
    assert calls_text(made_calls(answer)) == 'fee\n  a: "x"\n  b: 1'


def test_several_calls_keep_their_order() -> None:
    calls = (ToolCall("b", {}), ToolCall("a", {"x": [1, {"y": None}]}))
    assert calls_text(calls) == 'b\na\n  x: [1, {"y": null}]'


def accepting(value: Any) -> list[dict[str, Any]]:
    return [{"name": "f", "arguments": {"a": value}}]


def wanted(reference: Any, answer: str) -> str:
    calls = expected_calls(reference)
    assert calls is not None
    return calls_text(nearest(calls, made_calls(answer)))


def test_the_accepted_value_that_was_given_is_the_one_shown() -> None:
    reference = accepting({"$accept": ["NY", "New York"]})
    assert wanted(reference, "[f(a='New York')]") == 'f\n  a: "New York"'
    assert wanted(reference, "[f(a='New Yorck')]") == 'f\n  a: "New York"'
    assert wanted(reference, "[f(b='NY')]") == 'f\n  a: "NY" or "New York"'
    assert wanted(reference, "[g()]") == 'f\n  a: "NY" or "New York"'


def test_accepted_values_inside_others_are_found_too() -> None:
    reference = accepting({"city": [{"$accept": ["NY", "New York"]}]})
    shown = wanted(reference, '[f(a={"city": ["New York"]})]')
    assert shown == 'f\n  a: {"city": ["New York"]}'


def test_an_equal_value_is_nearer_than_its_letters_in_another_order() -> None:
    reference = accepting({"$accept": ["ab", "ba"]})
    assert wanted(reference, "[f(a='ba')]") == 'f\n  a: "ba"'


def test_what_is_optional_and_not_given_is_not_missing() -> None:
    reference = accepting({"$accept": ["x"], "$optional": True})
    assert wanted(reference, "[f()]") == "f"
    assert wanted(reference, "[f(a='x')]") == 'f\n  a: "x"'


def test_repeated_calls_pair_off_one_by_one() -> None:
    reference = [*accepting({"$accept": [1, 2]}), *accepting({"$accept": [1, 2]})]
    assert wanted(reference, "[f(a=2), f(a=1)]") == "f\n  a: 2\nf\n  a: 1"


def test_a_reference_may_say_nothing_of_calls_or_want_none() -> None:
    assert expected_calls({"Type": "x"}) is None
    assert expected_calls(None) is None
    assert expected_calls([]) == ()
