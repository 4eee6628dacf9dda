"""Properties 9, 10 and 12: which turn is graded, what of it, and what is no answer at all."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.formats import JSON_FORMATS, Calls, answers, name_arguments
from graders import Sample, available, load
from graders.records import read_record
from tests.support.grading import TOOL_CALL, call, sample, score, text
from tests.support.strategies import GOLD

if TYPE_CHECKING:
    from graders.sample import JSON, ToolCall

RIGHT = [call("search", query="tender offer rules")]
WRONG = [call("notify", message="zebra")]
REFERENCE = name_arguments(RIGHT)
NO_CALLS = [[], "[]", {"Tools": []}, {"tool_calls": []}, {"content": [{"text": "Hello"}]}]
SILENCE = ["", " \n", "I can't help.", "<think>[{}]</think>Done [1].", "[]", '{"tool_calls": []}']


@pytest.mark.parametrize("reference", NO_CALLS, ids=json.dumps)
@pytest.mark.parametrize("answer", SILENCE)
def test_silence_is_right_where_no_call_is_expected(answer: str, reference: JSON) -> None:
    assert score(answer, reference) == 1.0


@pytest.mark.parametrize("answer", SILENCE)
def test_silence_is_wrong_where_calls_are_expected(answer: str) -> None:
    assert score(answer, REFERENCE) == 0.0


@given(GOLD, st.sampled_from(sorted(answers(RIGHT))))
def test_a_call_is_wrong_where_none_is_expected(calls: list[ToolCall], name: str) -> None:
    assert score(answers(calls)[name], []) == 0.0


def test_a_broken_call_is_no_silence() -> None:
    assert score(text(RIGHT)[:-8], []) == 0.0


def chat(*turns: tuple[str, str]) -> Sample:
    messages = [{"role": role, "content": content} for role, content in turns]
    return read_record({"messages": messages, "reference_answer": REFERENCE})


@pytest.mark.parametrize("role", ["assistant", "nova_assistant"])
def test_the_last_turn_is_graded(role: str) -> None:
    first, last = (role, text(WRONG)), (role, text(RIGHT))
    assert TOOL_CALL.grade(chat(first, ("user", "Again?"), last)).score == 1.0
    worse = TOOL_CALL.grade(chat(last, ("user", "Again?"), first)).score
    assert worse is not None
    assert worse < 0.25
    assert (
        TOOL_CALL.grade(chat(("assistant", text(WRONG)), ("nova_assistant", text(RIGHT)))).score
        == 1.0
    )


@pytest.mark.parametrize("opening", ["<think>", "<|begin_of_thought|>"])
def test_a_thought_is_never_graded(opening: str) -> None:
    closing = {"<think>": "</think>"}.get(opening, "<|end_of_thought|>")
    right, wrong = text(RIGHT), text(WRONG)
    assert score(f"{opening}{wrong}{closing}{right}", REFERENCE) == 1.0
    assert score(f"{opening}{right}{closing}{wrong}", REFERENCE) == score(wrong, REFERENCE)
    assert score(f"{opening}{right}{closing}", REFERENCE) == 0.0
    assert score(f"{opening}{right}", REFERENCE) == 0.0


@pytest.mark.parametrize("between", ["\n", " or ", "\n```\n\n```json\n", "\n\nWait, no:\n\n"])
def test_two_answers_are_no_free_choice(between: str) -> None:
    both = [f"{text(RIGHT)}{between}{text(WRONG)}", f"{text(WRONG)}{between}{text(RIGHT)}"]
    for answer in both:
        assert score(text(WRONG), REFERENCE) < score(answer, REFERENCE) < 0.6
    assert score(between.join([text(RIGHT)] * 2), REFERENCE) < 0.6


def test_solutions_are_no_free_choice_either() -> None:
    tags = "<|begin_of_solution|>{}<|end_of_solution|>"
    both = tags.format(text(RIGHT)) + tags.format(text(WRONG))
    assert score(both, REFERENCE) < 0.6


TAGS = ["<think>", "</think>", "<answer>", "</solution>", "<tool_call>", "<|begin_of_solution|>"]


@pytest.mark.parametrize("tag", TAGS)
def test_tags_inside_strings_are_text(tag: str) -> None:
    """An answer that reads by the book as a whole has no tags around it."""
    gold = [call("search", query=f"what does {tag} mean")]
    assert score(text(gold), name_arguments(gold)) == 1.0


MALFORMED: list[JSON] = [
    None,
    5,
    True,
    "",
    "  ",
    {},
    [5],
    [{"name": "f", "age": 5}],
    [[]],
    [{"name": None, "arguments": {}}],
]


@pytest.mark.parametrize("name", available())
def test_what_cannot_be_graded_is_unscored(name: str) -> None:
    grader = load(name)
    cases = [(sample(None, REFERENCE), "no_answer"), (sample(text(RIGHT)), "no_reference")]
    cases += [(sample(text(RIGHT), reference), "malformed_reference") for reference in MALFORMED]
    for one, code in cases:
        grade = grader.grade(one)
        assert (grade.score, grade.code) == (None, code), one.reference
        assert tuple(grade.metrics) == grader.metric_names
        assert not any(grade.metrics.values())


@pytest.mark.parametrize("form", JSON_FORMATS.values(), ids=JSON_FORMATS)
def test_no_answer_yet_is_unscored(form: Callable[[Calls], JSON]) -> None:
    record = {"messages": [{"role": "user", "content": "?"}], "reference_answer": form(RIGHT)}
    grade = TOOL_CALL.grade(read_record(record))
    assert (grade.score, grade.code) == (None, "no_answer")
