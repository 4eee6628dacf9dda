from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest

from benchmarks.peers.probes import PROBES, SAME, values_of
from benchmarks.peers.typed_values import TYPED, typed
from graders import Sample, Turn, load
from tests.benchmarks.material import RECORD

GRADER = load("tool_call")


def probe(name: str) -> Any:
    return PROBES[name](RECORD, Random(1), values_of([RECORD]))  # noqa: S311  # no secret


@pytest.mark.parametrize("name", [name for name in PROBES if name not in SAME])
def test_a_probe_is_not_the_gold_and_leaves_it_as_it_is(name: str) -> None:
    gold = json.dumps(RECORD.gold)
    assert probe(name) != RECORD.gold
    assert json.dumps(RECORD.gold) == gold


def test_every_word_and_every_digit_is_there_and_in_no_right_place() -> None:
    shuffled = probe("words of every text shuffled")[0]["arguments"]["query"]
    assert sorted(shuffled.split()) == ["2024", "proxy", "statement"]
    assert shuffled != "proxy statement 2024"
    digits = probe("every digit changed")[0]["arguments"]
    assert digits["query"].startswith("proxy statement ")
    assert all(new != old for new, old in zip(digits["query"][-4:], "2024", strict=True))
    assert all(type(ratio) is float for ratio in digits["ratios"])


def test_calls_are_repeated_invented_and_left_out() -> None:
    assert len(probe("every call ten times")) == 20
    assert len(probe("20 invented parameters a call")[1]["arguments"]) == 21
    assert [call["name"] for call in probe("three invented tools")[2:]] == [
        *("tool_0", "tool_1", "tool_2")
    ]
    assert probe("one call left out") == RECORD.gold[1:]


def test_all_tools_are_called_with_the_question() -> None:
    calls = probe("all tools, the question in every parameter")
    assert [call["name"] for call in calls] == ["search", "fetch"]
    assert {value for call in calls for value in call["arguments"].values()} == {RECORD.question}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_value_differs_in_its_type_alone(name: str) -> None:
    record, calls = typed(*TYPED[name])
    sample = Sample("1", Turn(json.dumps(calls)), record.gold, tools=tuple(record.tools))
    reward = GRADER.grade(sample).score
    assert reward is not None
    assert (reward == 1) is (name == "5.0 for 5")
