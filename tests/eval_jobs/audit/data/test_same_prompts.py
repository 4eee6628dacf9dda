from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.data.same_prompts import TRIED, find_conflicts
from tests.eval_jobs.audit.data.making import checks_of, fair, sound
from tests.eval_jobs.audit.made import call, items_of, record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

ANY = {"$accept": ["one", "two"]}


def asked(*answers: object, **more: Any) -> list[dict[str, Any]]:
    """One prompt, with each of these as the right value."""
    return [
        record(f"a{at}", "the same", [call("f", v=answer)], **more)
        for at, answer in enumerate(answers)
    ]


@pytest.mark.parametrize(
    ("answers", "conflicts"),
    [
        (["one", "one"], 0),
        (["one", "two"], 1),
        (["one", "One"], 0),  # right up to case
        (["two", ANY], 0),
        (["three", ANY], 1),
        (["one", "two", ANY], 1),
    ],
)
def test_a_conflict_is_a_prompt_without_an_answer_that_is_right_for_all(
    answers: list[object], conflicts: int
) -> None:
    checks = checks_of([*sound(8), *asked(*answers)])
    share = conflicts * len(answers) / (8 + len(answers))
    assert checks["conflicting"].value == pytest.approx(share)


def test_prompts_that_differ_in_anything_a_model_sees_are_others() -> None:
    tools = [{"name": "f", "parameters": {}}]
    records = [*asked("one"), *asked("two", tools=tools), *asked("three", system="Be brief")]
    told = record("t", "the same", [call("f", v="four")])
    told["messages"].insert(0, {"role": "system", "content": "You are"})
    assert find_conflicts(items_of([*records, told])) == []


def test_the_example_is_an_answer_that_is_wrong_for_the_record() -> None:
    found = checks_of(asked("one", "two", "two"))["conflicting"]
    assert found.value == 1.0
    assert found.note == "prompts with several right answers: 1"
    assert found.example is not None
    assert found.example.record == "a0"
    assert "two" in found.example.answer
    assert "one" in found.example.right


def test_the_ceiling_is_what_the_best_single_answer_leaves() -> None:
    checks = checks_of([*sound(6), *asked("one", "two", "two", "two")])
    assert checks["ceiling"].value == pytest.approx((6 + 3) / 10)
    assert checks["ceiling"].example is not None
    assert checks["ceiling"].example.reward == 0.0
    assert checks["ceiling"].example.record == "a0"


def test_a_grader_that_pays_no_reference_in_full_has_no_lower_ceiling() -> None:
    def half(item: Item, answer: str) -> float:
        return fair(item, answer) / 2

    assert checks_of(sound(10), half)["ceiling"].value == 1.0
    assert checks_of(asked("one", "two"), half)["ceiling"].value == pytest.approx(0.75)


def test_an_answer_that_is_paid_more_than_the_references_raises_no_ceiling() -> None:
    def odd(item: Item, answer: str) -> float:
        return 0.5 if answer == item.gold else 1.0

    assert checks_of(asked("one", "two", "three"), odd)["ceiling"].value == 1.0


def test_unscored_answers_leave_the_ceiling_unknown() -> None:
    found = checks_of(asked("one", "two"), lambda _item, _answer: None)["ceiling"]
    assert found.value is None
    assert found.note == "the grader left every right answer unscored"


@given(st.lists(st.integers(0, 4), min_size=1, max_size=12))
def test_the_ceiling_is_the_share_of_the_most_frequent_answer(values: list[int]) -> None:
    found = checks_of(asked(*values))["ceiling"]
    most = max(values.count(value) for value in values)
    assert found.value == pytest.approx(most / len(values))


def test_of_many_answers_the_most_frequent_are_tried() -> None:
    (conflict,) = find_conflicts(items_of(asked(*range(30), 29)))
    assert len(conflict.answers) == TRIED
    assert conflict.answers[0].id == "a29"
