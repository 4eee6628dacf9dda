from __future__ import annotations

import json
from random import Random

from benchmarks.peers.mutations import answers
from graders import Sample, Turn, load
from tests.benchmarks.material import RECORD

GRADER = load("exact_match")


def test_gold_is_the_first_value_that_is_accepted_without_what_is_optional() -> None:
    assert RECORD.gold == [
        {
            "name": "search",
            "arguments": {
                "query": "proxy statement 2024",
                "ratios": [1.0, 3.5],
                "filter": {"form": "DEF 14A"},
            },
        },
        {"name": "fetch", "arguments": {"query": "annual meeting"}},
    ]


def test_other_accepted_answers_are_right_too() -> None:
    last = RECORD.calls(lambda values: values[-1], keep=lambda _: True)
    assert last[0]["arguments"] == {
        "query": "proxies of 2024",
        "limit": 5,
        "ratios": [1.0, 3.5],
        "filter": {"form": "DEFA14A", "draft": True},
    }
    for calls in (RECORD.gold, last):
        sample = Sample("1", Turn(json.dumps(calls)), RECORD.accepted, tools=tuple(RECORD.tools))
        assert GRADER.grade(sample).score == 1


def test_the_same_seed_gives_the_same_answers_and_the_gold_stays_as_it_is() -> None:
    gold = json.dumps(RECORD.gold)
    first, second = (list(answers(RECORD, Random(3), 40)) for _ in range(2))  # noqa: S311  # no secret
    assert first == second
    assert first[0] == RECORD.gold
    assert json.dumps(RECORD.gold) == gold
    assert len({json.dumps(calls) for calls in first}) > 30
