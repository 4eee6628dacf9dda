"""The answer inside everything that a model wrote."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graders.parsing.final_text import SOLUTIONS, THOUGHTS, final_text

THOUGHT = pytest.mark.parametrize(("opening", "closing"), THOUGHTS)
SOLUTION = pytest.mark.parametrize(("opening", "closing"), SOLUTIONS)
PLAIN = st.text(st.characters(exclude_characters="<"), max_size=20)


@given(PLAIN, PLAIN, st.sampled_from(THOUGHTS))
def test_thoughts_are_never_part_of_the_answer(
    thought: str, answer: str, tags: tuple[str, str]
) -> None:
    opening, closing = tags
    assert final_text(f"{opening}{thought}{closing}{answer}") == answer.strip()
    assert final_text(f"{thought}{closing}{answer}") == answer.strip()
    assert final_text(f"{answer}{opening}{thought}") == answer.strip()
    assert final_text(answer) == answer.strip()


@given(PLAIN, PLAIN, st.sampled_from(SOLUTIONS))
def test_a_solution_is_the_answer_closed_or_not(
    prose: str, answer: str, tags: tuple[str, str]
) -> None:
    opening, closing = tags
    assert final_text(f"{prose}{opening}{answer}{closing}{prose}") == answer.strip()
    assert final_text(f"{prose}{opening}{answer}") == answer.strip()
    assert final_text(f"{answer}{closing}") == answer.strip()


@THOUGHT
def test_several_thoughts(opening: str, closing: str) -> None:
    assert final_text(f"a{opening}x{closing}b{opening}y{closing}c") == "abc"
    assert final_text(f"{opening}x{opening}y{closing}a") == "a"
    assert final_text(f"{opening}x{closing}y{closing}a") == "a"
    assert final_text(f"b{opening}x{closing}y{closing}a") == "a"
    assert final_text(f"{opening}x{closing}a{opening}y") == "a"
    assert final_text(f"{opening}{opening}x{closing}y{closing}a{opening}z") == "a"


@THOUGHT
def test_a_thought_that_is_never_closed_runs_to_the_solution(opening: str, closing: str) -> None:
    assert closing not in opening
    for begin, end in SOLUTIONS:
        assert final_text(f"{opening}x{begin}a{end}") == "a"
        assert final_text(f"{opening}x{begin}a") == "a"


def test_a_solution_inside_a_thought_is_none() -> None:
    assert final_text("<think><answer>a</answer></think><answer>b</answer>") == "b"
    assert final_text("<think>so <answer>b</answer>") == "b"
    assert final_text("<answer>b <think>x</think>c</answer>") == "b c"


@SOLUTION
def test_several_solutions_all_count(opening: str, closing: str) -> None:
    assert final_text(f"{opening}a{closing}x{opening}b{closing}y") == "a\nb"
    assert final_text(f"{opening}a{opening}b{closing}") == "a\nb"


def test_a_solution_in_another_pair_of_tags_is_opened_too() -> None:
    text = "<|begin_of_solution|><answer>f(a=1)</answer><|end_of_solution|>"
    assert final_text(text) == "f(a=1)"


@pytest.mark.parametrize("text", ["", "  ", "a < b", "<b>x</b>", "<tool_call>{}</tool_call>", "<"])
def test_other_text_stays(text: str) -> None:
    assert final_text(text) == text.strip()


def test_different_thoughts_are_all_removed() -> None:
    text = "<|begin_of_thought|>a<|end_of_thought|><think>b</think><thinking>c</thinking>d"
    assert final_text(text) == "d"
