from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.audit.robustness.odd_values import VALUES, odd_values
from graders.parsing import parse_answer
from graders.records import read_record
from tests.eval_jobs.audit.made import call, items_of, record
from tests.eval_jobs.audit.sound import SOUND

if TYPE_CHECKING:
    from eval_jobs.audit.robustness.malformed import Malformed

ITEMS = items_of(
    [
        record("text", "Who?", [call("find", query="a", page=1)]),
        record("other text", "Who?", [call("find", query="b", page=2)]),
        record("nested", "Which?", [call("pick", of=[1, 2]), call("say", what={"a": True})]),
        record("nothing", "Hello", []),
    ]
)


def values(one: Malformed) -> list[object]:
    turn = read_record(one.record).answer
    assert turn is not None
    return [value for each in parse_answer(turn).calls for value in each.arguments.values()]


def test_every_type_that_is_expected_is_asked_for_every_value() -> None:
    found = list(odd_values(ITEMS))
    assert [one.item.id for one in found[:: len(VALUES)]] == ["text", "nested"]
    for one in found:
        name = one.name.removesuffix(" for every value")
        assert all(value == VALUES[name] or name == "a huge number" for value in values(one))
        assert not one.worthless
    assert {"cjk", "right_to_left", "emoji_with_joiners", "byte_order_mark"} < VALUES.keys()


def test_a_sound_grader_pays_each_for_itself() -> None:
    for at, one in enumerate(odd_values(ITEMS)):
        (row,) = SOUND.score([{**one.record, "id": str(at)}])
        assert row.reward is not None
        assert row.reward < 1, one.name


def test_letters_are_sent_as_letters() -> None:
    sent = {one.name: one.record["messages"][-1]["content"] for one in odd_values(ITEMS[:1])}
    assert VALUES["cjk"] in sent["cjk for every value"]
