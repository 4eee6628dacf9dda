"""Properties 1 and 2: gold scores exactly 1.0 however it is written, and grading is a function."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from eval_jobs.audit.formats import JSON_FORMATS, answers, name_arguments, references
from tests.contract.check import alike, turned
from tests.support.grading import TOOL_CALL, call, grade, sample, score
from tests.support.strategies import CALLS, GOLD

if TYPE_CHECKING:
    from graders.sample import ToolCall

ANSWER_NAMES = sorted(answers([call("f")]))
REFERENCE_NAMES = sorted(references([call("f")]))


@given(GOLD, st.sampled_from(ANSWER_NAMES))
@settings(max_examples=600)
def test_gold_scores_one_in_every_format(gold: list[ToolCall], name: str) -> None:
    assert score(answers(gold)[name], name_arguments(gold)) == 1.0


@given(GOLD, st.sampled_from(REFERENCE_NAMES))
@settings(max_examples=400)
def test_gold_scores_one_for_every_form_of_reference(gold: list[ToolCall], name: str) -> None:
    assert score(json.dumps(name_arguments(gold)), references(gold)[name]) == 1.0


@given(CALLS, st.sampled_from(sorted(JSON_FORMATS)))
def test_one_call_needs_no_list(one: ToolCall, name: str) -> None:
    """A single object, where the format's list has one entry."""
    value = JSON_FORMATS[name]([one])
    entry = value[0] if isinstance(value, list) else value
    assert score(json.dumps(entry), [entry] if isinstance(value, list) else value) == 1.0


@given(st.lists(CALLS, max_size=3), GOLD, st.sampled_from(sorted(JSON_FORMATS)))
def test_writing_does_not_matter(calls: list[ToolCall], gold: list[ToolCall], name: str) -> None:
    reference = JSON_FORMATS[name](gold)
    value = JSON_FORMATS[name](calls)
    compact = json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    airy = json.dumps(turned(value), indent=3, separators=(" ,", " :\r\n"))
    assert alike(grade(compact, reference), grade(airy, turned(reference)))


@given(st.lists(CALLS, max_size=3), GOLD)
def test_grading_is_a_function(calls: list[ToolCall], gold: list[ToolCall]) -> None:
    one = sample(json.dumps(name_arguments(calls)), name_arguments(gold))
    first = TOOL_CALL.grade(one)
    TOOL_CALL.grade(sample("something else", name_arguments(calls)))
    assert TOOL_CALL.grade(one) == first
    assert first.score is not None
    assert 0.0 <= first.score <= 1.0
