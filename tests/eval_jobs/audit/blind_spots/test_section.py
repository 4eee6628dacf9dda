"""Graders with one planted blind spot each."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.blind_spots import BARS, examine
from eval_jobs.audit.blind_spots.kinds import KINDS
from eval_jobs.audit.check import Check, Level, Section
from eval_jobs.audit.paying import Paymaster
from eval_jobs.audit.right import is_right
from eval_jobs.audit.vocabulary import Vocabulary
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.judging import in_process
from tests.eval_jobs.audit.made import Payer, call, items_of, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

RECORDS = [
    record("a", "One", [call("search", query="tender offer of Marlow Freight", limit=25)]),
    record(
        "b",
        "Two",
        [call("search", query="proxy statement 14 of 2020"), call("fetch", name="10-K", year=2019)],
    ),
    record("c", "Nothing", []),
    record("d", "Any order", [[call("fetch", name="8-K"), call("notify", text="done it twice")]]),
]


def examined(grade: Any, records: Any = RECORDS) -> Section:
    items = items_of(records)
    return examine(items, Vocabulary(items), Payer(grade), seeded())


def checks(section: Section) -> dict[str, Check]:
    return {check.name.removeprefix("blind_spots."): check for check in section.checks}


def sound(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


def calls_of(answer: str) -> Any:
    try:
        return json.loads(answer)
    except ValueError:
        return None


def without_repeats(item: Item, answer: str) -> float:
    calls = calls_of(answer)
    if calls is None:
        return 0.0
    kept = [one for at, one in enumerate(calls) if one not in calls[:at]]
    return sound(item, json.dumps(kept))


def blind_to_digits(item: Item, answer: str) -> float:
    digits = str.maketrans("123456789", "000000000")
    return float(sound(item, answer) or answer.translate(digits) == item.gold.translate(digits))


def bag_of_words(item: Item, answer: str) -> float:
    return float(sound(item, answer) or sorted(words(answer)) == sorted(words(item.gold)))


def words(text: str) -> list[str]:
    return text.replace('"', " ").replace(",", " ").replace("]", " ").replace("}", " ").split()


def happy_with_more_calls(item: Item, answer: str) -> float:
    calls = calls_of(answer)
    return 0.0 if calls is None else sound(item, json.dumps(calls[: len(item.calls)]))


def happy_with_more_parameters(item: Item, answer: str) -> float:
    known = {key for one in item.calls for key in one.arguments}
    calls = calls_of(answer) or []
    kept = [
        call(one["name"], **{key: given for key, given in one["arguments"].items() if key in known})
        for one in calls
    ]
    return sound(item, json.dumps(kept) if calls else answer)


WITHOUT = {"flags_turned", "choices_mistaken", "elements_dropped", "elements_swapped"}
"""The damage that these records offer nothing for."""


def test_a_sound_grader_passes_every_check_without_examples() -> None:
    section = examined(sound)
    assert section.level is Level.PASS
    assert set(checks(section)) == {name.removeprefix("blind_spots.") for name in BARS}
    assert all(check.value == 0.0 and check.example is None for check in section.checks)
    drawn = {ladder.name for ladder in section.ladders}
    assert drawn == {*(kind.name for kind in KINDS), "hedged"} - WITHOUT


MORE_CALLS = {"calls_invented", "calls_repeated", "calls_unwanted", "full_damage", "first_step"}


@pytest.mark.parametrize(
    ("grade", "caught"),
    [
        (without_repeats, {"calls_repeated", "first_step"}),
        (blind_to_digits, {"digits_changed", "first_step"}),
        (bag_of_words, {"words_shuffled", "full_damage", "first_step"}),
        (happy_with_more_calls, MORE_CALLS),
        (happy_with_more_parameters, {"parameters_invented", "first_step"}),
    ],
)
def test_a_blind_grader_is_caught_with_an_example(grade: Any, caught: set[str]) -> None:
    found = checks(examined(grade))
    failed = {name for name, check in found.items() if check.level is Level.FAIL}
    assert failed == caught
    items = {item.id: item for item in items_of(RECORDS)}
    for name in failed:
        example = found[name].example
        assert example is not None
        assert example.reward == grade(items[example.record], example.answer)
        assert not is_right(items[example.record], example.answer)


def test_more_damage_that_pays_more_is_a_rise() -> None:
    def longest(item: Item, answer: str) -> float:
        return 1.0 if is_right(item, answer) else min(len(answer), 2000) / 2100

    check = checks(examined(longest))["rises"]
    assert check.level is Level.FAIL
    assert check.example is not None
    assert len(check.example.answer) > len(check.example.right)


def test_what_is_right_all_the_same_is_never_paid_as_damage() -> None:
    payer = Payer(sound)
    items = items_of(RECORDS)
    examine(items, Vocabulary(items), payer, seeded())
    golds, damaged = payer.probes[: len(items)], payer.probes[len(items) :]
    assert [probe.answer for probe in golds] == [item.gold for item in items]
    assert not [probe.answer for probe in damaged if is_right(probe.item, probe.answer)]
    assert len(payer.probes) <= 80 * len(items)


def test_calls_in_any_order_are_not_turned_round() -> None:
    section = examined(sound, RECORDS[3:])
    assert "calls_reordered" not in {ladder.name for ladder in section.ladders}
    assert "calls_reordered" in {ladder.name for ladder in examined(sound, RECORDS[1:2]).ladders}


def test_records_without_calls_have_the_one_ladder() -> None:
    section = examined(lambda _item, _answer: 1.0, [RECORDS[2], RECORDS[0]])
    rungs = next(one for one in section.ladders if one.name == "calls_unwanted").rungs
    assert [rung.records for rung in rungs] == [1] * len(rungs)
    assert checks(section)["calls_unwanted"].level is Level.FAIL


def test_ladders_compare_the_same_records_from_gold_to_all_damage() -> None:
    for ladder in examined(without_repeats).ladders:
        depths = [rung.depth for rung in ladder.rungs]
        assert depths == sorted(set(depths))
        assert (depths[0], depths[-1]) == (0.0, 1.0)
        assert len({rung.records for rung in ladder.rungs}) == 1
        assert all(0 <= rung.low <= rung.high <= 1 for rung in ladder.rungs)
        assert ladder.rises + ladder.flats <= ladder.steps
        assert all(after.reward <= before.reward for before, after in pairwise(ladder.rungs))


@pytest.mark.parametrize("reward", [None, 0.0])
def test_a_grader_that_pays_nothing_leaves_nothing_to_measure(reward: float | None) -> None:
    section = examined(lambda _item, _answer: reward)
    assert not section.ladders
    assert all(check.value is None and check.note for check in section.checks)


def test_one_unscored_answer_costs_no_other() -> None:
    def moody(item: Item, answer: str) -> float | None:
        return None if "invented_1" in answer else sound(item, answer)

    section = examined(moody)
    assert section.level is Level.PASS
    assert checks(section)["calls_repeated"].probes == 3


def test_the_same_seed_asks_the_same() -> None:
    items, first, second = items_of(RECORDS), Payer(sound), Payer(sound)
    for payer in (first, second):
        examine(items, Vocabulary(items), payer, seeded(7))
    assert first.probes == second.probes


def test_the_default_grader_passes_and_the_workshop_formula_does_not() -> None:
    items = items_of(RECORDS)
    levels = {}
    for name in (None, "nova_workshop"):
        pay = Paymaster(in_process(name, None).scorer, Stop())
        levels[name] = examine(items, Vocabulary(items), pay, seeded()).level
    assert levels == {None: Level.PASS, "nova_workshop": Level.FAIL}


def mends_brackets(item: Item, answer: str) -> float:
    tails = ("", "]", "}]", "}}]")
    return max(sound(item, answer.rstrip() + tail) for tail in tails)


def reads_without_closing_brackets(item: Item, answer: str) -> float:
    closing = str.maketrans("", "", "]}")
    return float(answer.translate(closing) == item.gold.translate(closing))


@pytest.mark.parametrize("mends", [mends_brackets, reads_without_closing_brackets])
def test_mending_json_only_warns(mends: Any) -> None:
    section = examined(mends, RECORDS[:2])
    assert section.level is Level.WARN
    (check,) = [one for one in section.checks if one.level is Level.WARN]
    assert check.name == "blind_spots.broken_json"
    assert check.value == 1.0
    assert check.example is not None
    assert calls_of(check.example.answer) is None
    items = {item.id: item for item in items_of(RECORDS)}
    assert mends(items[check.example.record], check.example.answer) == 1.0


def test_where_no_tool_is_known_an_invented_one_is_called() -> None:
    section = examined(lambda _item, _answer: 1.0, [RECORDS[2]])
    check = checks(section)["calls_unwanted"]
    assert (check.value, check.level) == (1.0, Level.FAIL)
    assert check.example is not None
    assert "invented_" in check.example.answer


def test_a_near_miss_has_to_cost_but_not_to_cost_much() -> None:
    records = [record(str(at), "Pay", [call("pay", to=f"x {at}", now=True)]) for at in range(8)]

    def lenient(item: Item, answer: str) -> float:
        turned = answer.replace("false", "true")
        return 1.0 if is_right(item, answer) else 0.95 * sound(item, turned)

    assert checks(examined(lenient, records))["full_damage"].value == 0.0
    blind = examined(lambda item, answer: sound(item, answer.replace("false", "true")), records)
    found = checks(blind)["first_step"]
    assert found.level is Level.FAIL
    assert found.note.startswith("every yes a no: 1.00")
