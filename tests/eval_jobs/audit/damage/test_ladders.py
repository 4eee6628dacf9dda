"""What every ladder keeps to, whoever grades it."""

from __future__ import annotations

import copy
import json
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.damage import (
    CALL_LADDERS,
    JSON_LADDERS,
    PARAMETER_LADDERS,
    SLIP_LADDERS,
    VALUE_LADDERS,
    WORD_LADDERS,
    CallLadder,
    TextLadder,
    added,
    swapped,
)
from tests.eval_jobs.audit.made import seeded
from tests.support.grading import call, text
from tests.support.strategies import GOLD, PHRASES

if TYPE_CHECKING:
    from graders.sample import ToolCall

LADDERS = {
    **{f"calls_{name}": ladder for name, ladder in CALL_LADDERS.items()},
    **{f"parameters_{name}": ladder for name, ladder in PARAMETER_LADDERS.items()},
    **VALUE_LADDERS,
    **SLIP_LADDERS,
}
RANDOMS = st.randoms(use_true_random=False)


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
@given(gold=GOLD, rng=RANDOMS)
def test_it_starts_at_gold_and_leaves_it_alone(
    ladder: CallLadder, gold: list[ToolCall], rng: Random
) -> None:
    before = copy.deepcopy(gold)
    rungs = ladder(gold, rng).rungs
    assert rungs[0] == before == gold


@pytest.mark.parametrize("ladder", LADDERS.values(), ids=LADDERS)
def test_nothing_expected_is_nothing_to_take_away(ladder: CallLadder) -> None:
    damage = ladder([], seeded())
    assert all(not rung or rung[0].name.startswith("invented") for rung in damage.rungs)


@given(words=PHRASES, rng=RANDOMS)
def test_shuffling_keeps_the_words_and_grows_from_the_front(words: list[str], rng: Random) -> None:
    for step, said in enumerate(WORD_LADDERS["shuffled_words"](words, rng).rungs):
        found = said.split()
        assert sorted(found) == sorted(words)
        assert found[step + 1 :] == words[step + 1 :]
        assert (found == words) is (step == 0)


@pytest.mark.parametrize(
    ("value", "changed"),
    [
        (2019, 3121),
        (-9.5, -1.6),
        (1e-07, 2e-07),
        ("Rule 10b-5 of 99", "Rule 21b-6 of 11"),
        ({"a": [1, True, None, "x"]}, {"a": [2, True, None, "x"]}),
    ],
)
def test_every_digit_is_another_one(value: Any, changed: Any) -> None:
    rungs = VALUE_LADDERS["digits_changed"]([call("f", v=value)], seeded()).rungs
    assert rungs[-1] == [call("f", v=changed)]
    assert type(rungs[-1][0].arguments["v"]) is type(value)


@pytest.mark.parametrize("value", [10**400, 1.7e308, float("inf"), "", "no digits", False])
def test_digits_of_any_value(value: Any) -> None:
    damage = VALUE_LADDERS["digits_changed"]([call("f", v=value)], seeded())
    assert json.loads(json.dumps(damage.done(damage.most)[0].arguments)) != {"v": None}


def test_the_last_rungs() -> None:
    gold = [call("f", a=1, b="two words"), call("g")]
    last = {name: ladder(gold, seeded()).rungs[-1] for name, ladder in LADDERS.items()}
    assert last["calls_dropped"] == []
    assert last["calls_repeated"] == gold * 10
    assert last["calls_reordered"] == gold[::-1]
    assert last["calls_swapped"] == [call("other_f", a=1, b="two words"), call("other_g")]
    assert last["parameters_dropped"] == [call("f"), call("g")]
    assert last["parameters_renamed"] == [call("f", other_a=1, other_b="two words"), call("g")]
    assert last["parameters_retyped"] == [call("f", a="1", b=["two words"]), call("g")]
    assert last["parameters_emptied"] == [call("f", a=0, b=""), call("g")]
    assert [len(one.arguments) for one in last["parameters_invented"]] == [22, 20]
    assert last["truncated"][0].arguments["b"] == "two"
    assert last["repeated_words"][0].arguments["b"] == "two two words words"
    assert last["misspelt"][0].arguments["b"] == "tqo woqds"


def test_calls_of_other_tools() -> None:
    gold = [call("f", a=1)]
    assert swapped(gold, seeded(), ["g"]).rungs == [gold, [call("g", a=1)]]
    assert added(gold, [call("g"), call("h")]).rungs[-1] == [*gold, call("g"), call("h")]


@pytest.mark.parametrize("ladder", JSON_LADDERS.values(), ids=JSON_LADDERS)
@given(gold=GOLD, rng=RANDOMS)
def test_every_step_takes_something_off_the_text(
    ladder: TextLadder, gold: list[ToolCall], rng: Random
) -> None:
    rungs = ladder(text(gold), rng).rungs
    assert rungs[0] == text(gold)
    assert all(len(after) < len(before) for before, after in pairwise(rungs))


def test_marks_inside_strings_stay() -> None:
    whole = '[{"a": "b\\" ]} c"}]'
    assert JSON_LADDERS["brackets_lost"](whole, seeded()).rungs[-1] == '[{"a": "b\\" ]} c"'
    assert JSON_LADDERS["quotes_lost"](whole, seeded()).rungs[-1] == '[{a: b\\" ]} c}]'
    assert JSON_LADDERS["cut_off"](whole, seeded()).rungs[-1] == ""
