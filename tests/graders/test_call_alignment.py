"""Which call answers which, and what one value is worth with schema, question and comparator."""

from __future__ import annotations

from typing import Any

import pytest

from graders.call_alignment import ILL_TYPED, CallAlignment, align_calls
from graders.case import Case
from graders.comparison import CLOSE, KEY, WRONG_TYPE
from graders.config import Comparator, GradingConfig
from graders.sample import Accepted, Reference, ToolCall
from graders.text import ALMOST, EQUIVALENT
from tests.graders.build import made, sample

NY = Accepted(("NY", "New York"))
QUESTION = "Please tell me the weather in Rome"


def align(predicted: list[ToolCall], expected: list[ToolCall], **given: Any) -> CallAlignment:
    comparators = {name: Comparator(kind=kind) for name, kind in given.get("by", {}).items()}
    tools = [{"name": "f", "parameters": {"properties": given.get("schemas", {})}}]
    unread = sample("", [], given.get("question", ""), tools)
    prepared = Case(unread, GradingConfig(comparators=comparators))
    prepared.reference = Reference.of((tuple(expected),), {})
    return align_calls(predicted, expected, prepared)


def worth(answer: Any, reference: Any, **given: Any) -> float:
    """What the value of one parameter is worth, `KEY` and `ALMOST` taken off again."""
    found = align([made("f", p=answer)], [made("f", p=reference)], **given)
    right = found.right_parameters == 1
    similarity = found.similarity if right else found.similarity / ALMOST
    return (similarity - KEY) / (1 - KEY)


def test_the_matching_is_the_best_and_not_the_first() -> None:
    expected = [made("f", city=NY), made("f", city="New York")]
    found = align([made("f", city="New York"), made("f", city="NY")], expected)
    assert found == CallAlignment(2.0, 2, 2, 2)


def test_calls_meet_only_calls_of_their_own_tool() -> None:
    found = align([made("f", a=1), made("g", a=1)], [made("g", a=1), made("h", a=1)])
    assert found == CallAlignment(1.0, 3, 1, 1)


@pytest.mark.parametrize(
    ("predicted", "expected", "slots"),
    [("", "", 0), ("f", "", 1), ("", "f", 1), ("ff", "f", 2), ("f", "ff", 2), ("fgg", "fh", 4)],
)
def test_slots_are_pairs_and_what_has_none(predicted: str, expected: str, slots: int) -> None:
    found = align([made(name) for name in predicted], [made(name) for name in expected])
    assert found.slots == slots
    assert (
        found.similarity
        == found.right_calls
        == sum(min(predicted.count(name), expected.count(name)) for name in set(expected))
    )


def test_spelling_leaves_a_call_right_and_another_word_does_not() -> None:
    expected = [made("f", a="New York", b=1)]
    spelled = align([made("f", a="new york", b=1)], expected)
    wrong = align([made("f", a="new jersey", b=1)], expected)
    assert (spelled.right_calls, spelled.right_parameters) == (1, 2)
    assert spelled.similarity == pytest.approx((KEY + (1 - KEY) * EQUIVALENT + 1) / 2)
    assert (wrong.right_calls, wrong.right_parameters) == (0, 1)


def test_optional_parameters_are_not_demanded() -> None:
    expected = made("f", a=1, b=Accepted((1,), optional=True), c=Accepted((1,)))
    assert align([made("f", a=1, c=1)], [expected]) == CallAlignment(1.0, 1, 1, 2)
    assert Reference.of(((expected, expected),), {}).demanded == 4


@pytest.mark.parametrize(
    ("by", "similarity"),
    [
        ({}, ALMOST / 2),
        ({"p": "exact"}, 0.0),
        ({"f.p": "exact"}, 0.0),
        ({"f.p": "ignore", "p": "exact"}, 1.0),
        ({"g.p": "exact", "q": "exact"}, ALMOST / 2),
    ],
)
def test_a_comparator_goes_by_tool_and_parameter_first(
    by: dict[str, str], similarity: float
) -> None:
    assert worth("red fox", "red dog", by=by) == pytest.approx(similarity)


def test_the_references_own_comparator_goes_before_the_configured_one() -> None:
    reference = Accepted(("red dog",), comparator=Comparator(kind="ignore"))
    assert worth("red fox", reference, by={"f.p": "exact"}) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("answer", "reference", "schema", "similarity"),
    [
        ("5", 5, {"type": "integer"}, WRONG_TYPE * 0.5),
        ("5", 5, {"type": "string"}, WRONG_TYPE),
        ("5", 5, {}, WRONG_TYPE),
        (5, 10, {"type": "integer"}, CLOSE / 2),
        (5.5, 11, {"type": "integer"}, CLOSE / 2 * ILL_TYPED),
        (5, 5, {"type": "string"}, 1.0),
        ("light red", "red", {"enum": ["red", "light red"]}, 0.0),
        ("Red", "red", {"enum": ["red", "blue"]}, EQUIVALENT),
        ("blue", "red", {"enum": ["red", "blue"]}, 0.0),
    ],
)
def test_what_the_schema_refuses_loses_of_its_partial_credit(
    answer: Any, reference: Any, schema: dict[str, Any], similarity: float
) -> None:
    assert worth(answer, reference, schemas={"p": schema}) == pytest.approx(similarity)


@pytest.mark.parametrize(
    "answer", [QUESTION, f"  {QUESTION.upper()}", f"Rome: {QUESTION}", f"{QUESTION} {QUESTION}"]
)
def test_a_question_pasted_into_a_value_earns_nothing(answer: str) -> None:
    assert worth(answer, "Rome", question=f" {QUESTION} \n") == pytest.approx(0.0)
    assert worth(answer, "Rome") > 0.1
    assert worth([answer], ["Rome"], question=QUESTION) == pytest.approx(0.0)
    assert worth([answer], ["Rome"]) > 0.1


def test_a_value_that_is_the_question_by_right_is_right() -> None:
    assert worth(QUESTION, QUESTION, question=QUESTION) == pytest.approx(1.0)
    assert worth(QUESTION.upper(), QUESTION, question=QUESTION) == pytest.approx(EQUIVALENT)


@pytest.mark.parametrize("question", ["Rome is a city, no?", f"{'weather':^40}", ""])
def test_a_short_question_may_be_part_of_a_value(question: str) -> None:
    assert len(question.strip()) < 20
    assert worth(f"{question} Rome", "Rome", question=question) > 0.1


def test_twenty_characters_are_a_question() -> None:
    question = "Rome weather, right?"
    assert len(question) == 20
    assert worth(f"{question} city", "Rome", question=question) == pytest.approx(0.0)


def test_a_part_of_the_question_is_no_paste() -> None:
    assert worth("weather in Rome", "Rome", question=QUESTION) == pytest.approx(ALMOST * 2 / 3)
