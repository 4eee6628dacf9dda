from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.check import Level
from tests.eval_jobs.audit.data.making import checks_of, sound
from tests.eval_jobs.audit.made import call, record

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

KIND = {"enum": ["fast", "slow"], "type": "string"}
PARAMETERS = {
    "type": "object",
    "properties": {"n": {"type": "integer"}, "kind": KIND},
    "required": ["n"],
}
TOOLS = [{"name": "f", "parameters": PARAMETERS}, {"name": "g"}]


def offered(*calls: dict[str, Any]) -> dict[str, Any]:
    return record("x", "what?", list(calls), tools=TOOLS)


@pytest.mark.parametrize(
    "reference", ["", "no call in here", [{"no": "call"}, 3], {"Type": "x"}, None]
)
def test_records_that_expect_nothing_readable_are_counted(reference: object) -> None:
    broken = record("broken", "what?", reference)
    found = checks_of([*sound(39), broken])["unreadable"]
    assert found.value == pytest.approx(1 / 40)
    assert found.level is Level.FAIL
    assert found.example is not None
    assert found.example.record == "broken"
    assert found.example.answer


def test_one_unreadable_record_in_a_hundred_is_a_warning() -> None:
    found = checks_of([*sound(99), record("broken", "what?", "")])["unreadable"]
    assert found.level is Level.WARN


def test_references_that_are_not_paid_in_full_are_counted() -> None:
    def grade(item: Item, _answer: str) -> float | None:
        return {"r0": 0.98, "r1": 0.0, "r2": None}.get(item.id, 0.99)

    found = checks_of(sound(40), grade)["unreachable"]
    assert found.value == pytest.approx(3 / 40)
    assert found.note == "left unscored: 1"
    assert found.example is not None
    assert found.example.record in {"r1", "r2"}


@pytest.mark.parametrize(
    ("name", "calls", "level"),
    [
        ("not_offered", [call("f", n=1)], Level.PASS),
        ("not_offered", [call("f", n=1), call("h")], Level.FAIL),
        ("against_schema", [call("f", n=1, kind="fast"), call("g", any=1)], Level.PASS),
        ("against_schema", [call("g"), call("f", n="1")], Level.FAIL),
        ("against_schema", [call("f")], Level.FAIL),
        ("against_schema", [call("f", n=1, kind="medium")], Level.FAIL),
        ("against_schema", [call("f", n=1, other=1)], Level.FAIL),
        ("against_schema", [call("f", n={"$accept": ["one", 1]})], Level.PASS),
        ("against_schema", [call("f", n={"$accept": ["one", "1"]})], Level.FAIL),
        (
            "against_schema",
            [call("f", n=1, kind={"$accept": ["any"], "$optional": True})],
            Level.PASS,
        ),
        ("against_schema", [{"f": {"n": [1], "kind": ["", "fast"]}}], Level.PASS),
        ("against_schema", [{"f": {"n": [], "kind": ["fast"]}}], Level.FAIL),
        ("against_schema", [call("unknown", x=1)], Level.PASS),
    ],
)
def test_references_are_held_against_the_tools_on_offer(
    name: str, calls: list[dict[str, Any]], level: Level
) -> None:
    found = checks_of([offered(*calls)])[name]
    assert found.level is level
    assert found.value == float(level is Level.FAIL)
    assert (found.example is None) is (level is Level.PASS)


def test_only_records_that_offer_tools_count() -> None:
    checks = checks_of([*sound(5), offered(call("h"))])
    assert (checks["not_offered"].value, checks["not_offered"].probes) == (1.0, 1)
    none = checks_of(sound(5))
    assert none["not_offered"].value is None
    assert none["against_schema"].note == "no record offers tools"
