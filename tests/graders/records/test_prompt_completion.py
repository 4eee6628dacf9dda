"""Prompt-completion and preference records."""

from __future__ import annotations

import pytest

from graders import MISSING, Turn
from graders.records import read_record

TURN = [{"role": "assistant", "content": "text"}]
CALLS = [{"role": "assistant", "content": None, "tool_calls": [{"function": {"name": "f"}}]}]


def test_with_a_reference_the_completion_is_the_models() -> None:
    sample = read_record({"id": 7, "prompt": "q", "completion": "a", "reference_answer": "gold"})
    assert (sample.id, sample.question) == (7, "q")
    assert (sample.answer, sample.reference) == (Turn("a"), "gold")


def test_without_a_reference_the_completion_is_gold_and_pays_nobody() -> None:
    sample = read_record({"prompt": "q", "completion": "gold"})
    assert (sample.answer, sample.reference) == (None, "gold")


def test_what_was_chosen_is_gold_and_never_graded() -> None:
    row = {"prompt": "q", "chosen": "good", "rejected": "bad"}
    sample = read_record(row)
    assert (sample.answer, sample.reference) == (None, "good")
    assert sample.fields["rejected"] == "bad"
    sample = read_record({**row, "completion": "a"})
    assert (sample.answer, sample.reference) == (Turn("a"), "good")
    sample = read_record({**row, "completion": "a", "metadata": {"reference_answer": "gold"}})
    assert (sample.answer, sample.reference) == (Turn("a"), "gold")


def test_conversations_are_read_as_well() -> None:
    prompt = [{"role": "system", "content": "s"}, {"role": "user", "content": "q"}]
    sample = read_record({"prompt": prompt, "completion": TURN, "reference_answer": "gold"})
    assert (sample.question, sample.answer) == ("q", Turn("text"))
    assert read_record({"prompt": prompt, "completion": TURN}).reference == "text"
    assert read_record({"prompt": prompt, "completion": CALLS}).reference == CALLS[0]["tool_calls"]


@pytest.mark.parametrize("prompt", [None, 5, "", [], [None], [{"role": "system"}]])
def test_a_prompt_without_a_question_costs_nothing(prompt: object) -> None:
    sample = read_record({"prompt": prompt})
    assert (sample.question, sample.answer, sample.reference) == ("", None, MISSING)
