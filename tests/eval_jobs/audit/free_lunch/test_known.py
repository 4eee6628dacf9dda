from __future__ import annotations

import json
from typing import TYPE_CHECKING

from eval_jobs.audit.free_lunch.known import BLOCK, Known
from eval_jobs.audit.vocabulary import Vocabulary
from graders.sample import ToolCall
from tests.eval_jobs.audit.free_lunch.making import made_items
from tests.eval_jobs.audit.made import call, items_of, record, seeded

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item


def known(seen: list[Item], paid: list[Item]) -> Known:
    return Known(seen, paid, Vocabulary([*seen, *paid]), seeded())


def stated(name: str, kind: str) -> Item:
    tools = [{"Tool": "a", "Parameters": {}, "Reasoning": "r"}]
    answer = {"Type": kind, "Information needed": f"about {kind}", "Tools": tools}
    return items_of([record(name, "?", answer)])[0]


def test_the_nearest_shares_the_rarest_words() -> None:
    usual = [record(str(at), f"please tell me of n{at}", [call("a")]) for at in range(9)]
    rare = record("rare", "is it true that Zanzibar was sold", [call("b")])
    asked = ["Please, tell ZANZIBAR!", "tell of n3 please", "nothing in common"]
    paid = [record(f"p{at}", text, [call("a")]) for at, text in enumerate(asked)]
    found = known(items_of([*usual, rare]), items_of(paid)).nearest
    assert {name: item.id for name, item in found.items()} == {"p0": "rare", "p1": "3"}


def test_every_paid_item_finds_its_neighbour_across_blocks() -> None:
    seen = made_items(BLOCK + 10)
    paid = [item._replace(id=f"copy of {item.id}") for item in seen]
    found = known(seen, paid).nearest
    assert {name: item.id for name, item in found.items()} == {
        f"copy of {item.id}": item.id for item in seen
    }


def test_nothing_is_near_where_nothing_is_seen() -> None:
    items = made_items(3)
    assert known([], items).nearest == known(items, []).nearest == {}


def test_usual_arguments_are_the_most_frequent_first() -> None:
    answers = [call("a", x=1), call("a", x=2), call("a", x=2), call("b", y="z")]
    seen = items_of(record(str(at), "?", [one]) for at, one in enumerate(answers))
    knows = known(seen, [])
    assert list(knows.usual("a")) == [{"x": 2}, {"x": 1}]
    assert list(knows.usual("c")) == []


def test_others_are_never_the_calls_own() -> None:
    seen = items_of(record(str(at), "?", [call("a", x=at % 3)]) for at in range(6))
    knows = known(seen, [])
    drawn = [knows.others(ToolCall("a", {"x": 1})) for _ in range(50)]
    assert {one["x"] for one in drawn if one is not None} == {0, 2}
    assert knows.others(ToolCall("b", {})) is None
    assert known(seen[:1], []).others(ToolCall("a", {"x": 0})) is None


def test_what_the_format_states_is_never_given_away() -> None:
    mine, theirs = stated("mine", "Case law"), stated("theirs", "Filing")
    written = json.loads(known([theirs], [mine]).written(mine, mine.calls))
    assert (written["Type"], written["Information needed"]) == ("Filing", "about Filing")
    assert [tool["Tool"] for tool in written["Tools"]] == ["a"]
    unseen = json.loads(known([], [mine]).written(mine, ()))
    assert unseen["Information needed"] not in ("about Case law", "about Filing")
    other = stated("third", "Statute")
    assert json.loads(known([theirs], [mine]).written(mine, (), other))["Type"] == "Statute"
