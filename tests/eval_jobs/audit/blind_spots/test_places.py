"""Graders that are blind in one place only: to a type, to a tool, to a parameter of a tool."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.blind_spots import examine
from eval_jobs.audit.blind_spots.climbing import Climb, Paid
from eval_jobs.audit.blind_spots.places import FEWEST, MOST, places
from eval_jobs.audit.check import Check, Level
from eval_jobs.audit.right import is_right
from eval_jobs.audit.vocabulary import Vocabulary
from tests.eval_jobs.audit.made import Grade, Payer, call, items_of, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

COMMON = [
    record(
        f"c{at}",
        f"Search {at}",
        [
            call("search", query=f"number {at} of all", court=f"court {at}"),
            call("notify", text=f"done {at} times", to=f"clerk {at}"),
        ],
    )
    for at in range(60)
]
RARE = [
    record(f"r{at}", f"Fee {at}", [call("fee", amount=1000 + at, paid=at % 2 == 0, of=[at, -1])])
    for at in range(4)
]
ITEMS = items_of([*COMMON, *RARE])


def masked(item: Item, answer: str, tool: str, parameter: str, kind: type = object) -> float:
    """What a sound grader pays that does not look there; an empty name stands for any."""
    try:
        calls = json.loads(answer)
    except ValueError:
        return 0.0
    for one, gold in zip(calls, item.calls, strict=False):
        for key, right in gold.arguments.items():
            unseen = tool in ("", gold.name) and parameter in ("", key) and isinstance(right, kind)
            if unseen and one["name"] == gold.name:
                one["arguments"][key] = right
    return float(is_right(item, json.dumps(calls)))


def first_step(grade: Grade) -> Check:
    section = examine(ITEMS, Vocabulary(ITEMS), Payer(grade), seeded())
    (found,) = [one for one in section.checks if one.name == "blind_spots.first_step"]
    return found


@pytest.mark.parametrize(
    ("tool", "parameter", "kind", "named"),
    [
        ("fee", "paid", object, "fee.paid"),
        ("search", "court", object, "search.court"),
        ("fee", "", object, "fee"),
        ("", "", list, "values that are lists"),
    ],
)
def test_a_hole_in_one_place_is_found_and_named(
    tool: str, parameter: str, kind: type, named: str
) -> None:
    found = dict(
        places(
            [Paid(item, 1.0) for item in ITEMS],
            Payer(lambda item, answer: masked(item, answer, tool, parameter, kind)),
            seeded(),
        )
    )
    free = {name: free_share(climbs) for name, climbs in found.items()}
    assert free[named] == max(free.values()) == 1.0


def free_share(climbs: list[Climb]) -> float:
    return sum(one.first.reward == 1.0 for one in climbs) / len(climbs)


def test_the_check_names_the_place_and_shows_it() -> None:
    found = first_step(lambda item, answer: masked(item, answer, "notify", "to"))
    assert found.level is Level.FAIL
    assert found.value == 1.0
    assert found.note.startswith("notify.to: 1.00")
    assert found.example is not None
    right, answer = json.loads(found.example.right), json.loads(found.example.answer)
    assert right[0] == answer[0]
    assert right[1]["arguments"]["to"] != answer[1]["arguments"].get("to")
    assert found.example.reward == 1.0


def test_a_sound_grader_has_no_such_place() -> None:
    found = first_step(lambda item, answer: float(is_right(item, answer)))
    assert (found.value, found.note, found.example) == (0.0, "", None)


def asked(items: list[Item]) -> tuple[dict[str, Any], Payer]:
    payer = Payer(lambda item, answer: float(is_right(item, answer)))
    return dict(places([Paid(item, 1.0) for item in items], payer, seeded())), payer


def test_each_answer_is_wrong_in_one_value_only() -> None:
    for probe in asked(ITEMS)[1].probes:
        calls, wrong = json.loads(probe.answer), 0
        for one, gold in zip(calls, probe.item.calls, strict=True):
            assert one["name"] == gold.name
            assert one["arguments"].keys() <= gold.arguments.keys()
            wrong += sum(
                json.dumps(one["arguments"].get(key, "missing")) != json.dumps(right)
                for key, right in gold.arguments.items()
            )
        assert wrong == 1
        assert not is_right(probe.item, probe.answer)


def test_of_too_few_records_nothing_is_said() -> None:
    two = items_of(RARE[:2])
    assert asked(two)[0] == {}
    three, payer = asked(items_of(RARE[:3]))
    assert {"fee", "fee.amount", "values that are lists"} <= set(three)
    assert all(len(climbs) >= FEWEST for climbs in three.values())
    assert len(payer.probes) > 3 * FEWEST


def test_a_place_that_is_everywhere_is_asked_for_a_few_times() -> None:
    found, _ = asked(ITEMS)
    assert len({climb.item.id for climb in found["search.court"]}) == MOST
    assert len({climb.item.id for climb in found["fee.paid"]}) == len(RARE)


def test_what_is_unscored_is_left_out() -> None:
    assert places([Paid(item, 1.0) for item in ITEMS], Payer(lambda _i, _a: None), seeded()) == []
