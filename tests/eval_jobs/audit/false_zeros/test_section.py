"""Graders that miss right answers, each in its own way."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.check import Check, Level
from eval_jobs.audit.false_zeros import BARS, examine
from eval_jobs.audit.formats import COMBINATIONS
from eval_jobs.audit.right import is_right
from tests.eval_jobs.audit.made import Payer, call, items_of, record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

CHOICE = {"query": {"$accept": ["NY", "New York"]}, "limit": {"$accept": [10], "$optional": True}}
RECORDS = [
    record("a", "One", [call("search", query="tender offer")]),
    record("b", "Two", [call("search", **CHOICE)]),
    record("c", "Nothing", []),
]


def checks(grade: Any, records: Any = RECORDS) -> dict[str, Check]:
    section = examine(items_of(records), Payer(grade))
    return {check.name.removeprefix("false_zeros."): check for check in section.checks}


def sound(item: Item, answer: Any) -> float:
    return float(is_right(item, answer))


def test_a_sound_grader_passes_every_check() -> None:
    found = checks(sound)
    assert list(found) == [name.removeprefix("false_zeros.") for name in BARS]
    assert all(check.value == 0.0 and not check.example for check in found.values())


def only_plain_json(item: Item, answer: Any) -> float:
    try:
        calls = json.loads(answer)
    except (TypeError, ValueError):
        return 0.0
    plain = isinstance(calls, list) and all("arguments" in one for one in calls)
    return sound(item, answer) if plain else 0.0


def test_a_grader_of_one_format_is_warned_of_the_others() -> None:
    found = checks(only_plain_json)
    levels = {name: check.level for name, check in found.items()}
    assert levels == {
        "own_format": Level.PASS,
        "fences": Level.WARN,  # white space is read, fences are not
        "thoughts": Level.WARN,
        "prose": Level.WARN,
        "other_formats": Level.WARN,
        "structured": Level.WARN,
        "alternatives": Level.PASS,
    }
    assert found["fences"].value == pytest.approx(2 / 3)
    assert "name_arguments/fence: 100%" in found["fences"].note
    assert "white_space" not in found["fences"].note
    for name, check in found.items():
        if levels[name] is not Level.PASS:
            assert check.example is not None
            assert check.example.reward == 0.0


def test_a_reference_that_does_not_score_1_is_a_failure() -> None:
    found = checks(lambda item, answer: 0.998 if item.id == "a" else sound(item, answer))
    assert found["own_format"].level is Level.FAIL
    assert found["own_format"].value == pytest.approx(1 / 3)
    assert found["own_format"].example is not None
    assert found["own_format"].example.record == "a"


@pytest.mark.parametrize(
    "missed",
    [lambda text: "New York" in text, lambda text: "NY" in text and "limit" not in text],
    ids=["another value", "a parameter left out"],
)
def test_other_accepted_answers_are_tried(missed: Any) -> None:
    found = checks(lambda item, answer: 1.0 - (item.id == "b" and missed(json.dumps(answer))))
    check = found.pop("alternatives")
    assert (check.value, check.probes, check.level) == (0.5, 2, Level.FAIL)
    assert {other.level for other in found.values()} == {Level.PASS}


def test_nothing_but_one_answer_accepted() -> None:
    check = checks(sound, RECORDS[:1])["alternatives"]
    assert (check.value, check.level, check.probes) == (None, Level.PASS, 0)
    assert check.note


def test_unscored_answers_count_neither_way_and_are_told() -> None:
    found = checks(lambda item, answer: sound(item, answer) if isinstance(answer, str) else None)
    assert found["structured"].value is None
    assert "6 of 6 answers were left unscored" in found["structured"].note
    assert found["fences"].value == 0.0


def test_an_answer_that_is_paid_otherwise_each_time_accuses_no_format() -> None:
    """It was paid in full before, and half now, because it was seen: no format did that."""
    items = items_of(RECORDS)
    golds = {item.id: 1.0 for item in items}
    pay = Payer(lambda item, answer: 0.5 if item.id == "a" else sound(item, answer))
    for check in examine(items, pay, golds).checks:
        assert (check.value or 0.0) == 0.0
        assert "left out: 1 records whose right answer is paid otherwise" in check.note


def test_where_most_are_paid_by_chance_no_format_is_judged() -> None:
    items = items_of(RECORDS)
    pay = Payer(lambda item, _: 0.4 if item.id == "c" else 0.5)
    found = examine(items, pay, {"a": 0.6, "b": 0.7, "c": 0.4})
    assert {check.value for check in found.checks} == {None}
    assert found.level is Level.PASS


@pytest.mark.parametrize("form", ["one_name_input", "tool_call_tags", "python_lines"])
def test_the_own_format_is_the_items_own(form: str) -> None:
    items = [item._replace(form=form) for item in items_of(RECORDS)]
    tried: list[Any] = []

    def grade(item: Item, answer: Any) -> float:
        tried.append(answer)
        return sound(item, answer)

    section = examine(items, Payer(grade))
    assert {check.level for check in section.checks} == {Level.PASS}
    assert all(tried.count(item.gold) >= 1 for item in items)


@pytest.mark.parametrize("count", [1, 7, 60])
def test_every_combination_is_tried_on_enough_records(count: int) -> None:
    records = [record(str(at), "Find it", [call("search", query=str(at))]) for at in range(count)]
    tried: Counter[tuple[str, Any]] = Counter()

    def grade(item: Item, answer: Any) -> float:
        tried[item.id, json.dumps(answer)] += 1
        return sound(item, answer)

    examine(items_of(records), Payer(grade))
    assert len(tried) >= min(count, 5) * len(COMBINATIONS) * 0.95  # empty wrappings may coincide
    assert count < 60 or len(tried) <= 40 * count


def test_fields_that_the_reference_states_are_stated_in_every_format_that_has_them() -> None:
    reference = {
        "Query analysis": {
            "Type": ["Rare kind"],
            "Information needed": "Much",
            "Tools": [{"Tool": "search", "Parameters": {"query": "x"}, "Reasoning": "y"}],
        }
    }

    def grade(item: Item, answer: Any) -> float:
        says = "Information needed" in json.dumps(answer)
        return sound(item, answer) if not says or "Rare kind" in json.dumps(answer) else 0.0

    found = checks(grade, [record("q", "Why?", reference)])
    assert {check.level for check in found.values()} == {Level.PASS}
