from __future__ import annotations

import copy
from typing import Any

import pytest

from benchmarks.peers.quirks import OWN_KEY, UNKNOWN, explain, letters, quirks
from tests.benchmarks.material import RECORD


def answer(**arguments: Any) -> Any:
    calls = copy.deepcopy(RECORD.gold)
    calls[0]["arguments"] |= arguments
    return calls


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        ({"limit": 5.0}, "an integer written 5.0"),
        ({"ratios": [1, 3.5]}, "an integer written 5 in a list of floats"),
        ({"filter": {"form": "DEF 14A", "draft": 1}}, "1 for true"),
        ({"query": "-proxy statement 2024"}, "a sign before the text"),
        ({"query": "proxy-statement-2024"}, "hyphens for spaces, beside other marks"),
        ({"query": "'proxy statement 2024'"}, "quotation marks more or less"),
        ({"query": "proxy statement 2024!"}, "other punctuation"),
    ],
)
def test_a_value_that_the_two_judge_differently_is_explained(
    arguments: dict[str, Any], name: str
) -> None:
    quirk, value, accepted = explain(RECORD, answer(**arguments))
    assert quirk.name == name
    assert value != accepted or type(value) is not type(accepted)


@pytest.mark.parametrize(
    "arguments",
    [{}, {"query": "Proxy Statement, 2024"}, {"query": "nothing of it"}, {"limit": 6}],
)
def test_a_value_that_both_take_or_both_refuse_is_no_quirk(arguments: dict[str, Any]) -> None:
    assert list(quirks(RECORD, answer(**arguments))) == []


def test_the_key_itself_and_what_nobody_explained_have_names_of_their_own() -> None:
    assert explain(RECORD, RECORD.gold)[0] is OWN_KEY
    assert explain(RECORD, answer(query="nothing of it"))[0] is UNKNOWN


def test_what_the_checker_compares_of_a_text() -> None:
    assert letters("A-b_c. D/e,'*^") == 'abcde"'
