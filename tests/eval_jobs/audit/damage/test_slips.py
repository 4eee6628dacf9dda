"""Small mistakes: what they make of a value, and where they can happen."""

from __future__ import annotations

import json
import math
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.damage import SLIP_LADDERS, SLIPS, mistaken, slipped_once
from tests.eval_jobs.audit.made import seeded
from tests.support.grading import call
from tests.support.strategies import GOLD, VALUES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.audit.damage import CallLadder
    from graders.sample import JSON, ToolCall

RANDOMS = st.randoms(use_true_random=False)


@pytest.mark.parametrize(
    ("slip", "value", "becomes"),
    [
        ("off_by_one", 7, [8]),
        ("off_by_one", -0.5, [0.5]),
        ("off_by_one", True, []),
        ("off_by_one", "7", []),
        ("off_by_one", 1e300, []),
        ("off_by_one", math.inf, []),
        ("off_by_a_hundredth", 46_600_000, [47_066_000]),
        ("off_by_a_hundredth", 2020, [2040]),
        ("off_by_a_hundredth", -300, [-303]),
        ("off_by_a_hundredth", 150, []),
        ("off_by_a_hundredth", 200.0, [202.0]),
        ("off_by_a_hundredth", 0.0, []),
        ("off_by_a_hundredth", 1.79e308, []),
        ("off_by_a_hundredth", False, []),
        ("sign_turned", 5, [-5]),
        ("sign_turned", 0, []),
        ("sign_turned", math.nan, []),
        ("flag_turned", True, [False]),
        ("flag_turned", 1, []),
        ("null_instead", "x", [None]),
        ("null_instead", 0, [None]),
        ("null_instead", None, []),
        ("null_instead", [], []),
        ("element_dropped", [1, 2], [[1]]),
        ("element_dropped", [], []),
        ("element_dropped", "ab", []),
        ("elements_swapped", [1, 1, 2, 3], [[1, 2, 1, 3]]),
        ("elements_swapped", [1, 1], []),
        ("elements_swapped", {"a": 1}, []),
    ],
)
def test_what_becomes_of_a_value(slip: str, value: JSON, becomes: list[JSON]) -> None:
    found = SLIPS[slip](value)
    assert [(type(one), one) for one in found] == [(type(one), one) for one in becomes]


@given(value=VALUES, name=st.sampled_from(sorted(SLIPS)))
def test_a_slip_changes_the_value_and_not_the_original(value: JSON, name: str) -> None:
    before = json.dumps(value)
    for other in slipped_once(value, SLIPS[name]):
        assert json.dumps(other) != before
    assert json.dumps(value) == before


def test_a_slip_happens_at_any_depth_once() -> None:
    value = {"a": [{"b": 1}, {"b": 2}], "c": 3}
    assert slipped_once(value, SLIPS["off_by_one"]) == [{"a": [{"b": 2}, {"b": 2}], "c": 3}]
    assert slipped_once(value, SLIPS["element_dropped"]) == [{"a": [{"b": 1}], "c": 3}]
    assert slipped_once(value, SLIPS["flag_turned"]) == []


@pytest.mark.parametrize("ladder", SLIP_LADDERS.values(), ids=SLIP_LADDERS)
@given(gold=GOLD, rng=RANDOMS)
def test_every_step_changes_something_more(
    ladder: CallLadder, gold: list[ToolCall], rng: Random
) -> None:
    rungs = [json.dumps(rung) for rung in ladder(gold, rng).rungs]
    assert all(before != after for before, after in pairwise(rungs))


def test_the_last_rungs() -> None:
    gold = [call("f", a=1, b=[True, {"c": 2.5}], d="x"), call("g", a=9)]
    last = {name: ladder(gold, seeded()).rungs[-1] for name, ladder in SLIP_LADDERS.items()}
    assert last["off_by_one"] == [call("f", a=2, b=[True, {"c": 3.5}], d="x"), call("g", a=10)]
    assert last["flag_turned"] == [call("f", a=1, b=[False, {"c": 2.5}], d="x"), call("g", a=9)]
    assert last["null_instead"][0] == call("f", a=None, b=[None, {"c": None}], d=None)
    assert last["elements_swapped"][0].arguments["b"] == [{"c": 2.5}, True]
    assert last["element_dropped"][0].arguments["b"] == [True]
    assert last["off_by_a_hundredth"][0].arguments["b"] == [True, {"c": 2.525}]


def test_choices_are_mistaken_one_after_another() -> None:
    gold = [call("f", a="x", b="y"), call("g", a="x")]

    def choices(tool: str, parameter: str) -> Sequence[Any]:
        return ["x", "z"] if (tool, parameter) in (("f", "a"), ("g", "a")) else ["y"]

    damage = mistaken(gold, seeded(), choices)
    assert damage.most == 2
    assert damage.done(0) == gold
    assert damage.done(1).count(call("g", a="z")) + damage.done(1).count(call("g", a="x")) == 1
    assert damage.done(2) == [call("f", a="z", b="y"), call("g", a="z")]
