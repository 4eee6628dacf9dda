"""Graders without a gradient, each in a way of its own, and what is said about them."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.audit.gradient import BARS
from eval_jobs.audit.paying import Probe
from eval_jobs.audit.right import is_right
from tests.eval_jobs.audit.gradient.asked import ITEMS, check, examined, failed, ours
from tests.eval_jobs.audit.made import Grade, call, items_of, record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item


def verdict(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


def constant(_: Item, __: str) -> float:
    return 0.5


def upside_down(item: Item, answer: str) -> float:
    return 1 - ours(item, answer)


def squeezed(item: Item, answer: str) -> float:
    return 0.4 + ours(item, answer) / 100


def generous(item: Item, answer: str) -> float:
    return math.sqrt(math.sqrt(ours(item, answer)))


def all_in_all(item: Item, answer: str) -> float:
    """Nearly right is right."""
    return min(1.0, ours(item, answer) / 0.5)


def noisy(item: Item, answer: str) -> float:
    return 1.0 if is_right(item, answer) else hash_of(answer)


def hash_of(answer: str) -> float:
    return sum(map(ord, answer)) % 97 / 200


@pytest.mark.parametrize("seed", range(3))
def test_ours_passes(seed: int) -> None:
    section = examined(ours, seed=seed)
    assert [one.name for one in section.checks] == list(BARS)
    assert section.level is Level.PASS
    assert all(one.probes for one in section.checks)


@pytest.mark.parametrize(
    ("grade", "names"),
    [
        (constant, {"correlation", "auc"}),
        (upside_down, {"correlation", "auc", "wrong_mean", "wrong_paid"}),
        (squeezed, {"spread"}),
        (generous, {"wrong_mean", "wrong_paid"}),
        (all_in_all, {"auc", "wrong_paid"}),
        (noisy, {"correlation"}),
    ],
)
def test_a_hole_fails_its_checks(grade: Grade, names: set[str]) -> None:
    section = examined(grade)
    assert failed(section) == names
    assert all(check(section, name).example is not None for name in names)


@pytest.mark.parametrize("seed", range(3))
def test_a_verdict_is_no_failure_on_made_up_answers(seed: int) -> None:
    section = examined(verdict, seed=seed)
    assert section.level is Level.WARN
    assert {one.name for one in section.checks if one.level is Level.WARN} >= {"gradient.flat"}
    assert BARS["gradient.flat"].level(check(section, "flat").value or 0.0) is Level.FAIL
    assert check(section, "levels").note == "right or wrong alone is paid"


def test_a_verdict_fails_where_recorded_answers_teach_nothing() -> None:
    recorded = [
        one
        for item in ITEMS
        for one in answers(item, named("find", limit=-1), named("deadline", form="x"))
    ]
    section = examined(verdict, recorded=recorded)
    assert failed(section) == {"flat"}
    assert check(section, "flat").bar is BARS["gradient.flat"]


def upside_down_verdict(item: Item, answer: str) -> float:
    return 1 - verdict(item, answer)


def test_a_verdict_the_wrong_way_round_fails_all_the_same() -> None:
    assert failed(examined(upside_down_verdict)) == {"auc", "wrong_mean", "wrong_paid"}


def in_quarters(item: Item, answer: str) -> float:
    return round(4 * ours(item, answer)) / 4


def test_few_levels_are_told() -> None:
    found = check(examined(in_quarters), "levels")
    assert found.level is Level.WARN
    assert found.value is not None
    assert 2 < found.value < 5
    assert found.example is not None
    assert f"earn {found.example.reward:g}" in found.note
    assert found.example.right != found.example.answer
    many = check(examined(ours), "levels")
    assert many.level is Level.PASS
    assert "others" not in many.note


def test_levels_of_recorded_answers_are_those_of_what_calls_an_expected_tool() -> None:
    texts = [named("find", limit=-at) for at in range(1, 8)]
    recorded = [*answers(ITEMS[0], *texts), *answers(ITEMS[1], "prose", ITEMS[1].gold)]

    def third(item: Item, answer: str) -> float:
        return 1.0 if is_right(item, answer) else 0.3 * ("find" in answer)

    found = check(examined(third, recorded=recorded), "levels")
    assert (found.value, found.probes) == (1.0, 7)
    few = check(examined(third, recorded=[*recorded[:3], *recorded[7:]]), "levels")
    assert (few.value, few.note) == (None, "too few different answers that are partly right")


def test_the_example_of_a_wrong_order_names_the_better_answer() -> None:
    found = check(examined(upside_down), "correlation")
    assert found.example is not None
    assert found.example.right != found.example.answer
    assert "the better answer of the example earns" in found.note


def test_what_it_means_for_a_batch_is_said() -> None:
    section = examined(verdict)
    share = {one.source: one.flat for one in section.groups if one.size == 8}
    assert set(share) == {"weak policy", "medium policy", "strong policy"}
    for source, flat in share.items():
        assert f"{source} {round(64 * (1 - flat))} (of 8 answers)" in check(section, "flat").note
    assert {one.size for one in section.groups} == {4, 8, 16}


def answers(item: Item, *texts: str) -> list[Probe]:
    return [Probe(item, text) for text in texts]


def named(tool: str, **arguments: object) -> str:
    return json.dumps([call(tool, **arguments)])


def test_recorded_answers_take_the_place_of_made_up_ones() -> None:
    near, far = named("find", limit=0), named("find", limit=9)
    recorded = answers(ITEMS[0], ITEMS[0].gold, near, far) + answers(ITEMS[1], ITEMS[1].gold)
    section = examined(ours, recorded=recorded)
    assert [(one.source, one.size, one.groups) for one in section.groups] == [("recorded", 3, 1)]
    assert check(section, "auc").value == 1.0
    assert check(section, "auc").probes == 4
    assert check(section, "correlation").value is None
    assert "no known quality" in check(section, "correlation").note


def test_a_group_with_nothing_in_it_to_pay_for_is_not_the_graders_fault() -> None:
    prose = answers(ITEMS[0], "No idea.", "I can't help.")
    almost = answers(ITEMS[1], named("find", limit=1), named("find", query="x"))
    section = examined(verdict, recorded=[*prose, *almost])
    assert check(section, "flat").value == 1.0
    assert check(section, "flat").probes == 2
    assert "1 groups in which no answer calls an expected tool" in check(section, "flat").note
    assert check(examined(verdict, recorded=prose), "flat").value is None


def test_a_recorded_message_that_is_none_is_wrong() -> None:
    broken = [Probe(ITEMS[0], {"content": 7}), Probe(ITEMS[0], {"content": 8})]
    section = examined(lambda _, __: 0.0, recorded=broken)
    assert check(section, "wrong_mean").value == 0.0
    assert check(section, "flat").value is None


def test_single_answers_make_no_group() -> None:
    section = examined(ours, recorded=answers(ITEMS[0], named("find")))
    assert section.groups == []
    assert check(section, "flat").value is None
    assert check(section, "auc").value is None
    assert check(section, "wrong_mean").value is not None


def test_unscored_answers_are_in_no_mean() -> None:
    section = examined(lambda _, __: None)
    assert [one.value for one in section.checks] == [None] * len(BARS)
    assert all(one.note for one in section.checks)


def test_where_no_call_is_expected_there_is_nothing_to_draw() -> None:
    silent = items_of([record("0", "Hello", {"tool_calls": []})])
    section = examined(ours, silent)
    assert [one.value for one in section.checks] == [None] * len(BARS)
    spoken = answers(silent[0], "", named("find"))
    assert check(examined(ours, silent, spoken), "auc").value == 1.0


def test_one_item_is_enough() -> None:
    assert examined(ours, ITEMS[:1]).level is Level.PASS
