"""Text similarity: ordered words earn, letters and stray words do not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.text import ALMOST, EQUIVALENT, common_length, contains, text_similarity

WORDS = st.lists(st.sampled_from("abcd"), max_size=9)
TEXTS = st.text(st.sampled_from("aB1 .-'x2\u00e9")) | st.text(max_size=30)


def table(first: list[str], second: list[str]) -> int:
    """The textbook's table of longest common subsequences."""
    row = [0] * (len(second) + 1)
    for one in first:
        above = row
        row = [0]
        for column, two in enumerate(second):
            row.append(above[column] + 1 if one == two else max(above[column + 1], row[column]))
    return row[-1]


@given(WORDS, WORDS)
def test_common_length_equals_the_textbook_table(first: list[str], second: list[str]) -> None:
    assert common_length(first, second) == table(first, second)


def test_common_length_looks_at_no_more_than_the_limit_between_the_ends() -> None:
    first = ["start", *["x"] * 2048, "far", "end"]
    second = ["start", *["y"] * 2048, "far", "end"]
    assert common_length(first, second) == 3
    assert common_length([*first[1:-1], "q"], [*second[1:-1], "r"]) == 0
    assert common_length([*["x"] * 2047, "far", "q"], ["r", "far", "s"]) == 1


@given(TEXTS, TEXTS)
def test_similarity_is_symmetric_within_bounds_and_1_for_equal_texts_only(
    one: str, two: str
) -> None:
    similarity = text_similarity(one, two)
    assert similarity == text_similarity(two, one)
    assert 0.0 <= similarity <= 1.0
    assert (similarity == 1.0) == (one == two)
    assert similarity in {1.0, EQUIVALENT} or similarity <= ALMOST


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("New York", "new york"),
        ("Washington, DC", "Washington, D.C."),
        ("the  end", "The end."),
        ("Smith's case", 'Smith"s case'),
        ("3*x", "3x"),
        ("x**2", "x^2"),
        ("Really?!", "really"),
        ("Stra\u00dfe", "STRASSE"),
        ("e-mail", "email"),
    ],
)
def test_spelling_alone_is_equivalent(answer: str, reference: str) -> None:
    assert text_similarity(answer, reference) == EQUIVALENT == 0.97


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("1.5", "15"),
        ("-1.5", "1.5"),
        ("1,5", "1.5"),
        ("2 3", "23"),
        ("v1.2", "v12"),
        ("10-5", "105"),
        ("-5", "5"),
        ("+5%", "-5%"),
        ("Rule 144A", "Rule 144"),
        ("20240105", "2024-01-05"),
        ("\u0661", "\u0662"),
    ],
)
def test_other_numbers_are_never_equivalent(answer: str, reference: str) -> None:
    assert text_similarity(answer, reference) < EQUIVALENT


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("listen", "silent"),
        ("completely different", "securities law"),
        ("the and of", "securities of the issuer"),
        ("a x b y", "of the"),
        ("", "word"),
        ("word", ""),
        ("?!", ".."),
        ("12", "13"),
    ],
)
def test_nothing_is_earned_by_unrelated_text(answer: str, reference: str) -> None:
    assert text_similarity(answer, reference) == 0.0


@pytest.mark.parametrize(
    ("answer", "reference", "f1"),
    [
        ("red fox", "red dog", 1 / 2),
        ("red fox jumps", "red fox", 4 / 5),
        ("fox red", "red fox", 1 / 2),
        ("red the fox", "red fox", 1),
        ("rule 12 applies", "rule 13 applies", 2 / 3),
        ("to be", "to", 2 / 3),
        ("the", "the the", 2 / 3),
    ],
)
def test_partial_credit_is_the_f1_of_words_in_order(answer: str, reference: str, f1: float) -> None:
    assert text_similarity(answer, reference) == pytest.approx(0.9 * f1)


def test_words_shuffled_earn_less_than_words_in_order() -> None:
    gold = "quarterly filing deadlines foreign private issuers"
    shuffled = "issuers deadlines quarterly private filing foreign"
    assert text_similarity(shuffled, gold) < 0.5
    assert text_similarity(gold + " today", gold) > 0.8


def test_long_and_short_texts_are_compared_alike() -> None:
    one, two = "word " * 30 + "left", "word " * 30 + "right"
    longer = "word " * 60
    assert text_similarity(one, two) == pytest.approx(ALMOST * 30 / 31)
    assert text_similarity(longer + "left", longer + "right") == pytest.approx(ALMOST * 60 / 61)


@pytest.mark.parametrize(
    ("text", "held"),
    [
        ("one two three four five six seven eight nine ten", True),
        ("so: ONE two three -- four five six seven eight nine and ten!", True),
        ("one two three four five six seven eight nine", True),
        ("one two three four five six seven eight", False),
        ("ten nine eight seven six five four three two one", False),
        ("", False),
    ],
)
def test_a_text_holds_another_when_nearly_all_its_words_stand_there_in_order(
    text: str, held: bool
) -> None:
    assert contains(text, "one two three four five six seven eight nine ten?") is held


@pytest.mark.parametrize(
    ("answer", "reference"),
    [
        ("ab@ccom", "a.b@c.com"),
        ("/etc/A", "/etc/a"),
        ("userid", "user_id"),
        ("x < 1", "x > 1"),
        ("C", "C++"),
        ("$100", "100%"),
    ],
)
def test_names_have_one_spelling_and_operators_are_no_spelling(answer: str, reference: str) -> None:
    assert text_similarity(answer, reference) < EQUIVALENT
    assert text_similarity(reference, reference) == 1.0


def test_a_name_for_words_is_spelling() -> None:
    assert text_similarity("San_Francisco", "San Francisco") == EQUIVALENT
