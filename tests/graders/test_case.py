"""A sample made ready: what cannot be graded says so, and silence has its own score."""

from __future__ import annotations

from typing import Any

import pytest

from graders import MISSING, GradingConfig, Sample, Turn
from graders.case import Case, UngradableError
from graders.grade import MALFORMED_REFERENCE, NO_ANSWER, NO_REFERENCE
from tests.graders.build import call, case

F = call("f", a=1)


@pytest.mark.parametrize(
    ("answer", "reference", "code", "words"),
    [
        (None, [F], NO_ANSWER, "no turn of a model"),
        (None, MISSING, NO_ANSWER, "no turn of a model"),
        (Turn("x"), MISSING, NO_REFERENCE, "no reference"),
        (Turn("x"), None, MALFORMED_REFERENCE, "reference answer: expected an object"),
        (Turn("x"), "", MALFORMED_REFERENCE, "reference answer: the reference is empty"),
    ],
)
def test_a_sample_that_cannot_be_graded_says_why(
    answer: Any, reference: Any, code: str, words: str
) -> None:
    with pytest.raises(UngradableError, match=words) as caught:
        Case(Sample("s1", answer, reference), GradingConfig())
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("answer", "reference", "silence"),
    [
        ("No tool is needed.", [], 1.0),
        ("", [], 1.0),
        ("[]", [], 1.0),
        ([F], [], 0.0),
        ('[{"name": "f', [], 0.0),
        ("", [F], 0.0),
        ("No tool is needed.", [F], 0.0),
        ([F], [F], None),
        ('[{"name"', [F], 0.0),
        ("<tool_call>[]</tool_call>", [], 1.0),
        ('{"Query analysis": {"Tools": null}}', [], 1.0),
    ],
)
def test_silence(answer: Any, reference: Any, silence: float | None) -> None:
    assert case(answer, reference).silence == silence


@pytest.mark.parametrize(
    "text", ["<tool_call>{}</tool_call>", '<tool_call>{"tool": "f"}</tool_call>']
)
def test_a_tag_that_holds_no_call_is_an_attempt_all_the_same(text: str) -> None:
    assert case(text, []).silence == 0.0


def test_a_structured_call_of_no_known_shape_is_an_attempt_all_the_same() -> None:
    sample = Sample("s1", Turn("", ({"id": "call_1"},)), [])
    assert Case(sample, GradingConfig()).silence == 0.0


def test_expected_calls_are_those_of_all_groups_in_order() -> None:
    prepared = case([call("h")], [[F, call("g")], F])
    assert prepared.expected == ("f", "g", "f")
    assert prepared.called == ("h",)


def test_toolbox_and_alignment_are_made_from_what_the_case_holds() -> None:
    prepared = case(
        [call("f", a=3)], [call("f", a=4)], tools=[{"name": "f"}], comparators={"a": "ignore"}
    )
    assert prepared.toolbox is not None
    assert "f" in prepared.toolbox
    assert prepared.alignment.right_calls == 1
    assert prepared.alignment is prepared.alignment
    assert case([F], [F]).toolbox is None


def test_the_question_reaches_the_comparison() -> None:
    question = "What is the weather in the city of Paris?"
    sample = Sample(
        "s1", Turn(f'[{{"name": "f", "arguments": {{"a": "{question}"}}}}]'), [call("f", a="Paris")]
    )
    pasted = sample._replace(question=question)
    worth = [Case(one, GradingConfig()).alignment.similarity for one in (sample, pasted)]
    assert worth[1] < worth[0]
