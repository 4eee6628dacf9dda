"""Property 3: damage costs, and more of the same damage never pays."""

from __future__ import annotations

import json
from itertools import pairwise
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.damage import (
    CALL_LADDERS,
    PARAMETER_LADDERS,
    VALUE_LADDERS,
    WORD_LADDERS,
    CallLadder,
)
from eval_jobs.audit.formats import JSON_FORMATS, name_arguments, python_list, tool_call_tags
from graders.sample import JSON, ToolCall
from tests.support.grading import call, score, score_calls, text
from tests.support.strategies import CALLS, PARAMETERS, PHRASES, VALUES

GOLD = st.lists(CALLS, min_size=1, max_size=5, unique_by=lambda one: one.name)
CALL = st.builds(
    ToolCall,
    st.just("search"),
    st.dictionaries(st.sampled_from(PARAMETERS), VALUES, min_size=1, max_size=5),
)


def check_ladder(scores: list[float]) -> None:
    assert scores[0] == 1.0
    assert all(worse < 1.0 for worse in scores[1:]), scores
    assert all(more <= less + 1e-12 for less, more in pairwise(scores)), scores


@pytest.mark.parametrize("ladder", CALL_LADDERS.values(), ids=CALL_LADDERS)
@given(gold=GOLD, rng=st.randoms(use_true_random=False))
def test_calls(ladder: CallLadder, gold: JSON, rng: Random) -> None:
    check_ladder([score_calls(calls, gold) for calls in ladder(gold, rng).rungs])


@pytest.mark.parametrize("ladder", PARAMETER_LADDERS.values(), ids=PARAMETER_LADDERS)
@given(
    one=CALL,
    neighbour=CALLS.filter(lambda one: one.name != "search"),
    rng=st.randoms(use_true_random=False),
)
def test_parameters(ladder: CallLadder, one: ToolCall, neighbour: ToolCall, rng: Random) -> None:
    gold = [one, neighbour]
    rungs = ladder([one], rng).rungs
    check_ladder([score_calls([*calls, neighbour], gold) for calls in rungs])


@pytest.mark.parametrize("ladder", WORD_LADDERS.values(), ids=WORD_LADDERS)
@given(words=PHRASES, rng=st.randoms(use_true_random=False))
def test_words(ladder: Any, words: list[str], rng: Random) -> None:
    gold = [call("search", query=" ".join(words))]
    rungs = ladder(words, rng).rungs
    check_ladder([score_calls([call("search", query=said)], gold) for said in rungs])


@pytest.mark.parametrize("ladder", VALUE_LADDERS.values(), ids=VALUE_LADDERS)
@given(words=PHRASES, number=st.integers(1, 10**6), rng=st.randoms(use_true_random=False))
def test_values(ladder: CallLadder, words: list[str], number: int, rng: Random) -> None:
    gold = [
        call("search", query=" ".join(words), limit=number, exact=True),
        call("notify", options={"about": [" ".join(words[::-1]), None], "tail": number / 7}),
    ]
    check_ladder([score_calls(calls, gold) for calls in ladder(gold, rng).rungs])


@given(
    numbers=st.lists(st.integers(10, 99), min_size=1, max_size=6, unique=True),
    rng=st.randoms(use_true_random=False),
)
def test_digits_in_text(numbers: list[int], rng: Random) -> None:
    """One number after another gets other digits."""
    gold = [call("search", query=" of ".join(map(str, numbers)))]
    rungs = VALUE_LADDERS["digits_changed"](gold, rng).rungs
    check_ladder([score_calls(calls, gold) for calls in rungs])


@given(st.integers(-(10**6), 10**6).filter(bool), st.integers(1, 1000))
def test_numbers_ever_further_off(number: int, step: int) -> None:
    gold = [call("search", limit=number)]
    ladder = [number + distance * step for distance in (0, 1, 2, 5, 50, 5000)]
    if number < 0:
        ladder = [2 * number - value for value in ladder]  # away from zero, not across it
    check_ladder([score_calls([call("search", limit=value)], gold) for value in ladder])


FORMATS = {name: JSON_FORMATS[name] for name in ("query_analysis", "name_arguments")}
CUT = [
    call("search", query="tender offer", limit=5),
    call("files.read", path="a/b", options={"lines": [1, 2]}),
    call("notify", message="done"),
]
TEXTS: dict[str, str] = {name: json.dumps(form(CUT)) for name, form in FORMATS.items()}
TEXTS |= {"python_list": python_list(CUT), "tool_call_tags": tool_call_tags(CUT)}


@pytest.mark.parametrize("whole", TEXTS.values(), ids=TEXTS)
def test_cut_off_ever_earlier(whole: str) -> None:
    """The answer stops in the middle, as it does at a token limit."""
    end = max(map(whole.rfind, "}])"))  # a tag that is not closed costs nothing
    cuts = [at for at in range(end + 1) if inside_a_call(whole[:at])]
    scores = {at: score(whole[:at], name_arguments(CUT)) for at in cuts}
    assert score(whole, name_arguments(CUT)) == 1.0
    assert max(scores.values()) < 1.0
    for earlier, later in pairwise(sorted(scores)):
        assert scores[earlier] <= scores[later], (whole[:earlier], whole[earlier:later])


def inside_a_call(part: str) -> bool:
    """With tags, an answer that stops between two of them is a sound and shorter one."""
    return "<" not in part or part.count("{") > part.count("}")


@pytest.mark.parametrize("position", [i for i, letter in enumerate(text(CUT)) if letter in "[]{}"])
def test_a_bracket_is_missing(position: int) -> None:
    gold = text(CUT)
    assert score(gold[:position] + gold[position + 1 :], name_arguments(CUT)) < 1.0


@pytest.mark.parametrize("position", [i for i, letter in enumerate(text(CUT)) if letter in '":,'])
def test_a_mark_is_missing(position: int) -> None:
    gold = text(CUT)
    assert score(gold[:position] + gold[position + 1 :], name_arguments(CUT)) < 1.0


@given(st.integers(0, 5))
def test_brackets_missing_at_the_end(missing: int) -> None:
    gold = text([call("search", options={"deep": {"deeper": ["x"]}})])
    reference = json.loads(gold)
    fewer = score(gold[: len(gold) - missing], reference)
    assert score(gold[: len(gold) - missing - 1], reference) <= fewer
    assert missing == 0 or fewer < 1.0
