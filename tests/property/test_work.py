"""What grading one sample costs is bounded and grows linearly: counted in calls, not in time.

A call of a function, Python's or C's, and what is done around it takes 0.1 microseconds here:
200,000 of them are 20 milliseconds.
"""

from __future__ import annotations

import cProfile
import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from graders import Sample, Turn, load
from graders.case import Case
from graders.config import GradingConfig
from graders.effort import MAX_STEPS

CEILING = 200_000
"""Calls for an answer of 2,000 tokens, whatever is in it."""
TOKENS = 8_000
"""Characters of 2,000 tokens."""
GRADER = load("tool_call")
Shape = Callable[[int, str], Any]
"""Some value of a size, written with a word of its own: answer and reference differ in it."""


def calls_of_one_tool(size: int, word: str) -> Any:
    return [call(f=f"look {index} up {word}", n=index, a=[word, index]) for index in range(size)]


def lists_in_calls(size: int, word: str) -> Any:
    return [call(a=[f"{word} {at} x {index}" for index in range(size)]) for at in range(20)]


def keys_in_calls(size: int, word: str) -> Any:
    return [call(**{f"k{at}": f"{word} {at} x" for at in range(size)}) for _ in range(20)]


def texts_in_calls(size: int, word: str) -> Any:
    middle = " ".join(f"w{index}" for index in range(size))
    return [call(a=f"{word} {at} {middle} {word}{at}") for at in range(20)]


def lists_in_lists(size: int, word: str) -> Any:
    return [call(a=[[f"{word} {at} x {index}" for index in range(size)] for at in range(20)])]


def deep_lists(size: int, word: str) -> Any:
    value: Any = f"{word} x"
    for _ in range(50):
        value = [value]
    return [call(a=[value] * size)]


def wide_lists(size: int, word: str) -> Any:
    value: Any = f"{word} x"
    while size > 1:
        value, size = [value] * 2, size // 2
    return [call(a=value)]


def long_text(size: int, word: str) -> Any:
    return [call(a=" ".join(f"w{index}" if index % 9 else word for index in range(size)))]


def many_keys(size: int, word: str) -> Any:
    return [call(**{f"k{index}": f"{word} x" for index in range(size)})]


def many_tools(size: int, word: str) -> Any:
    return [{"name": f"f{at // 2}", "arguments": {"a": f"{word} x {at}"}} for at in range(size)]


def unknown_tools(size: int, word: str) -> Any:
    return [{"name": f"{word}{index}", "arguments": {}} for index in range(size)]


def groups(size: int, word: str) -> Any:
    names = "fgh" if word == "answer" else "gfh"
    calls = [{"name": names[index % 3], "arguments": {}} for index in range(size)]
    return [calls[at : at + 2] for at in range(0, size, 2)]


SHAPES = (
    calls_of_one_tool,
    lists_in_calls,
    keys_in_calls,
    texts_in_calls,
    lists_in_lists,
    deep_lists,
    wide_lists,
    long_text,
    many_keys,
    many_tools,
    unknown_tools,
    groups,
)
TEXTS = (
    "[",
    "{",
    '{"a":1} ',
    'so {"name": "f", "arguments": {"a": "b c"}} ',
    "f(a='b c')\n",
    '{"a" "',
    "{'a': ['x y',",
    "<tool_call>",
    '<tool_call>{"name": "f", "arguments": {"a": 1}}</tool_call>',
    '<tool_call>{"name":',
    "<think>x</think>",
    "<answer>",
    "1",
    "well then, ",
)


def call(**arguments: Any) -> dict[str, Any]:
    return {"name": "f", "arguments": arguments}


def sample(shape: Shape, size: int) -> Sample:
    return Sample("1", Turn(json.dumps(shape(size, "answer"))), shape(size, "gold"), "x" * 40)


def sizes(shape: Shape) -> Iterator[int]:
    """A size that fills 2,000 tokens, and 16 and 32 times as much."""
    size = 4
    while len(json.dumps(shape(size * 2, "answer"))) <= TOKENS:
        size *= 2
    return iter((size, size * 16, size * 32))


def work(of: Sample) -> int:
    """How many functions are called while a sample is graded."""
    with cProfile.Profile() as profile:
        grade = GRADER.grade(of)
    assert grade.graded
    return sum(entry.callcount for entry in profile.getstats())


@pytest.mark.parametrize("shape", SHAPES)
def test_two_thousand_tokens_are_below_the_ceiling_and_more_cost_in_proportion(
    shape: Shape,
) -> None:
    small, large, larger = (work(sample(shape, size)) for size in sizes(shape))
    assert small <= CEILING
    assert larger <= 2 * large + CEILING  # the thorough attempt is made once


@pytest.mark.parametrize("text", TEXTS)
def test_text_costs_in_proportion_at_most(text: str) -> None:
    small, large, larger = (
        work(Sample("1", Turn(text * (TOKENS * times // len(text))), [call(a="b d")]))
        for times in (1, 8, 16)
    )
    assert small <= CEILING
    assert larger <= 2.5 * large


@pytest.mark.parametrize("shape", SHAPES)
def test_a_thorough_comparison_ends_within_its_steps(shape: Shape) -> None:
    for size in sizes(shape):
        case = Case(sample(shape, size), GradingConfig())
        assert case.alignment.slots
        assert not case.effort.thorough or case.effort.steps <= MAX_STEPS


@pytest.mark.parametrize("shape", SHAPES)
def test_gold_is_right_at_every_size(shape: Shape) -> None:
    for size in sizes(shape):
        gold = shape(size, "gold")
        text = json.dumps(
            [one for entry in gold for one in (entry if type(entry) is list else [entry])]
        )
        assert GRADER.grade(Sample("1", Turn(text), gold)).score == 1.0
