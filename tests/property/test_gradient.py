"""Property 4: at every level, almost right is above half right, which is above wrong."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.formats import name_arguments
from tests.support.grading import call, score, score_calls, text

if TYPE_CHECKING:
    from graders.sample import JSON, ToolCall

A, B, C = call("search", query="x"), call("read", path="y"), call("notify", text="z")
OTHER = call("other", query="x")
GOLD = [A, B, C]

CALLS = {
    "tools": [GOLD, [A, B, OTHER], [A, OTHER, OTHER], [OTHER] * 3],
    "missing": [GOLD, [A, B], [A], []],
    "extra": [GOLD, [*GOLD, OTHER], [*GOLD, *[OTHER] * 3], [*GOLD, *[OTHER] * 30]],
    "repeats": [GOLD, [*GOLD, A], GOLD * 2, GOLD * 10],
    "order": [GOLD, [A, C, B], [C, B, A]],
}


@pytest.mark.parametrize("answers", CALLS.values(), ids=CALLS)
def test_calls(answers: list[list[ToolCall]]) -> None:
    scores = [score_calls(calls, GOLD) for calls in answers]
    assert scores[0] == 1.0
    assert all(better > worse for better, worse in pairwise(scores)), scores


GOLD_ARGUMENTS = {"query": "tender offer rules", "limit": 5, "exact": True, "tags": ["a", "b"]}
ARGUMENTS = {
    "keys": [{}, {"tags": None}, {"tags": None, "exact": None}, dict.fromkeys(GOLD_ARGUMENTS)],
    "text": [
        {},
        {"query": "tender offer"},
        {"query": "tender zebra"},
        {"query": "zebra crossing"},
    ],
    "text_spelling": [{}, {"query": "Tender offer RULES."}, {"query": "tender offer rule"}],
    "number": [{}, {"limit": 6}, {"limit": 9}, {"limit": -5}],
    "number_type": [{}, {"limit": "5"}, {"limit": "6"}],
    "boolean": [{}, {"exact": "true"}, {"exact": False}],
    "list": [{}, {"tags": ["a", "b", "c"]}, {"tags": ["a", "c", "d"]}, {"tags": ["c", "d"]}],
    "list_order": [{}, {"tags": ["b", "a"]}, {"tags": ["d", "c"]}],
    "list_type": [{}, {"tags": ["a"]}, {"tags": "c"}],
}


@pytest.mark.parametrize("changes", ARGUMENTS.values(), ids=ARGUMENTS)
def test_arguments(changes: list[dict[str, JSON]]) -> None:
    """Each change is made to gold; the first is none, and None leaves the parameter out."""
    gold = [call("search", **GOLD_ARGUMENTS)]
    scores = []
    for change in changes:
        arguments = {**GOLD_ARGUMENTS, **change}
        kept = {key: value for key, value in arguments.items() if value is not None}
        scores.append(score_calls([call("search", **kept)], gold))
    assert scores[0] == 1.0
    assert all(better > worse for better, worse in pairwise(scores)), scores


def test_json() -> None:
    """By the book, mended, cut off in the last call, cut off in the first, nothing."""
    whole = text(GOLD)
    answers = [whole, whole.replace("}]", "},]"), whole[:-20], whole[:70], "no idea"]
    scores = [score(answer, name_arguments(GOLD)) for answer in answers]
    assert scores[0] == 1.0
    assert scores[-1] == 0.0
    assert all(better > worse for better, worse in pairwise(scores)), scores


def test_nested_values() -> None:
    gold = {"where": {"city": "Oslo", "zone": {"id": 7, "name": "harbour"}}}
    close = {"where": {"city": "Oslo", "zone": {"id": 7, "name": "airport"}}}
    half = {"where": {"city": "Oslo", "zone": {}}}
    wrong = {"where": {"town": "Bergen"}}
    scores = [
        score_calls([call("f", **it)], [call("f", **gold)]) for it in (gold, close, half, wrong)
    ]
    assert scores[0] == 1.0
    assert all(better > worse for better, worse in pairwise(scores)), scores


def test_the_bar_for_cheats() -> None:
    """What spam and invention may earn at most."""
    assert score_calls(GOLD * 10, GOLD) <= 0.25
    assert score_calls([*GOLD, *(call(f"t{n}", a=1) for n in range(30))], GOLD) <= 0.5
    invented = {f"p{n}": n for n in range(20)}
    spam = json.loads(text(GOLD))
    for entry in spam:
        entry["arguments"] |= invented
    assert score(json.dumps(spam), name_arguments(GOLD)) <= 0.5


def test_the_right_key_with_a_wrong_value_is_worth_something() -> None:
    gold = [call("search", query="tender")]
    named, other = call("search", query="zebra"), call("search", animal="zebra")
    assert score_calls([named], gold) > score_calls([other], gold)
