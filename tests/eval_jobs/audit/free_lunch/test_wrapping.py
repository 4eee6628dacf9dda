"""Graders that pay for what stands around an answer."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.audit.free_lunch import examine
from eval_jobs.audit.free_lunch.wrapping import ANSWERS, MANY, RECORDS, SENTENCE, WRAPPINGS
from eval_jobs.audit.right import is_right
from eval_jobs.audit.vocabulary import Vocabulary
from tests.eval_jobs.audit.free_lunch.making import check, examined, made_items
from tests.eval_jobs.audit.made import Payer, items_of, record, seeded

if TYPE_CHECKING:
    from collections.abc import Callable

    from eval_jobs.audit.item import Item

ITEMS = made_items(12)


def fair(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


@pytest.mark.parametrize(
    "pattern",
    [
        r"<think>.*</think>",
        r"</think><answer>",
        r"^<think>\n.*\n</think>\n<answer>\n.*\n</answer>$",
        r"<think>.{2000,}</think>",
        r"^<answer>.*</answer>$",
        r"<reasoning>",
        r"<\|begin_of_solution\|>.*<\|end_of_solution\|>",
        r"```json",
        r"step by step",
        r".{900}",
    ],
)
def test_a_bonus_for_wrapping_is_caught(pattern: str) -> None:
    def grade(item: Item, answer: str) -> float:
        return fair(item, answer) or 0.2 * bool(re.search(pattern, answer, re.DOTALL))

    section = examined(ITEMS, grade)
    found = check(section, "wrapping")
    assert found.value == pytest.approx(0.2)
    assert found.level is Level.FAIL
    assert "adds most" in found.note
    assert found.example is not None
    item = next(item for item in ITEMS if item.id == found.example.record)
    assert found.example.reward == grade(item, found.example.answer) == pytest.approx(0.2)


def test_a_small_bonus_warns() -> None:
    found = check(examined(ITEMS, lambda _item, answer: 0.04 * ("<think>" in answer)), "wrapping")
    assert found.value == pytest.approx(0.04)
    assert found.level is Level.WARN


@pytest.mark.parametrize(
    "grade",
    [
        fair,
        lambda _item, _answer: 0.4,
        lambda _item, answer: 0.0 if "<" in answer or "```" in answer else 0.01,
        lambda _item, answer: 0.3 + 1e-9 * len(answer) / 3000,
    ],
    ids=["fair", "all alike", "bare only", "rounding"],
)
def test_where_nothing_is_added_there_is_no_hole(grade: Callable[[Item, str], float]) -> None:
    found = check(examined(ITEMS, grade), "wrapping")
    assert (found.value, found.level, found.example) == (0.0, Level.PASS, None)


def test_a_bonus_around_some_wrong_answers_only_is_named() -> None:
    def grade(item: Item, answer: str) -> float:
        if is_right(item, answer):
            return 1.0
        return 0.3 + 0.2 * ("<think>" in answer) if '"tool_' in answer else 0.0

    found = check(examined(ITEMS, grade), "wrapping")
    assert found.value == pytest.approx(0.2)
    assert "around the right tools with placeholders" in found.note


def test_a_reward_of_length_alone_is_called_by_its_name() -> None:
    found = check(examined(ITEMS, lambda _item, answer: min(1.0, len(answer) / 300)), "length")
    assert found.level is Level.FAIL
    assert found.value is not None
    assert found.value > 0.4
    assert found.note.startswith("a sentence 100 times and not once around ")
    assert found.example is not None
    assert found.example.answer.count(SENTENCE) == MANY
    assert found.example.reward == 1.0


@pytest.mark.parametrize(
    "grade",
    [
        fair,
        lambda _item, answer: 0.2 * (SENTENCE in answer),
        lambda _item, answer: 1 / (1 + len(answer)),
        lambda _item, answer: 0.2 * ("<think>" in answer),
    ],
    ids=["fair", "any sentence", "shorter is better", "thoughts"],
)
def test_what_length_does_not_earn_is_no_matter_of_length(
    grade: Callable[[Item, str], float],
) -> None:
    found = check(examined(ITEMS, grade), "length")
    assert (found.value, found.level, found.example) == (0.0, Level.PASS, None)


def test_unscored_answers_are_in_no_difference() -> None:
    def moody(_item: Item, answer: str) -> float | None:
        return None if "<think>" in answer else 0.0

    found = check(examined(ITEMS, moody), "wrapping")
    thinking = sum("<think>" in "".join(around) for around in WRAPPINGS.values())
    assert found.value == 0.0
    assert found.probes == len(ITEMS) * len(ANSWERS) * (len(WRAPPINGS) - thinking)
    silent = check(examined(ITEMS, lambda _item, _answer: None), "wrapping")
    assert (silent.value, silent.note) == (None, "no wrong answer was paid")


def test_where_no_call_is_expected_nothing_is_wrapped() -> None:
    items = items_of([record("s", "never mind", {"tool_calls": []})])
    found = check(examined(items, lambda _item, _answer: 1.0), "wrapping")
    assert (found.value, found.note) == (None, "no record expects a call")


def test_the_number_of_probes_is_bounded() -> None:
    def wrapped(count: int) -> int:
        payer, items = Payer(fair), made_items(count)
        examine(items, Vocabulary(items), payer, seeded())
        return sum("<reasoning>" in str(probe.answer) for probe in payer.probes)

    assert wrapped(RECORDS + 50) == RECORDS * len(ANSWERS)
