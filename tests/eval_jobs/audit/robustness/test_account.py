"""What goes wrong anywhere in the audit is counted, and shown by the first answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.audit.golds import first_paid
from eval_jobs.audit.paying import Paymaster, Probe
from eval_jobs.audit.robustness import examine
from eval_jobs.audit.scale import Scale
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.reward_function import FunctionError
from tests.eval_jobs.audit.robustness.broken import (
    ITEMS,
    Changed,
    Clock,
    check,
    examined,
    failed,
    text_of,
)
from tests.eval_jobs.audit.sound import SOUND

if TYPE_CHECKING:
    from eval_jobs.audit.check import Section
    from eval_jobs.evaluate.scoring import Record
    from eval_jobs.rows import Row

WRONG = '[{"name": "find", "arguments": {"query": 5}}]'
ANSWERS = 40


def after(change: Callable[[Sequence[Record], list[Row]], list[Row]]) -> Section:
    """The section at the end of an audit that paid `WRONG` once, and another answer often."""
    scorer = Changed(change)
    pay = Paymaster(scorer, Stop())
    golds = first_paid(ITEMS, {}, pay)
    pay([Probe(ITEMS[0], WRONG), *[Probe(ITEMS[1], "[]")] * ANSWERS], "other sections")
    return examine(ITEMS, pay, golds, None, Clock())


def crashing(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
    if any('"query": 5' in text_of(one) for one in batch):
        raise FunctionError("AttributeError: 'int' object has no attribute 'lower'")
    return rows


def test_an_ordinary_wrong_answer_that_ends_the_call() -> None:
    section = after(crashing)
    assert failed(section) == ["failed"]
    found = check(section, "failed")
    assert (found.value, found.level) == (1, Level.FAIL)
    assert "no attribute 'lower'" in found.note
    assert found.example is not None
    assert (found.example.answer, found.example.reward) == (WRONG, None)


def test_values_of_a_wrong_type_for_the_right_tool_end_the_call() -> None:
    def strict(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
        if any('"query": 7}' in text_of(one) for one in batch):
            raise FunctionError("TypeError")
        return rows

    section = examined(Changed(strict))
    assert failed(section) == ["neighbours"]
    assert "a number for every value" in check(section, "neighbours").note


def test_letters_of_another_script_end_the_call() -> None:
    def latin(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
        for one in batch:
            text_of(one).encode("cp1252", "surrogatepass" if "\ud800" in text_of(one) else "strict")
        return rows

    found = check(examined(Changed(latin)), "neighbours")
    assert found.value is not None
    assert found.value > 8
    assert found.level is Level.FAIL


def test_a_long_answer_that_ends_the_call() -> None:
    def short(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
        if any(len(text_of(one)) > 50_000 and "rescission" in text_of(one) for one in batch):
            raise FunctionError("time is over")
        return rows

    found = check(examined(Changed(short)), "failed")
    assert (found.value, found.level, found.note) == (1, Level.FAIL, "such as time is over")
    assert found.example is not None


@pytest.mark.parametrize(("text", "level"), [(WRONG, Level.WARN), ("[]", Level.FAIL)])
def test_answers_left_unscored(text: str, level: Level) -> None:
    turn = str({"role": "assistant", "content": text})

    def choosy(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
        return [
            row._replace(reward=None, code="odd") if text_of(one) == turn else row
            for one, row in zip(batch, rows, strict=True)
        ]

    section = after(choosy)
    found = check(section, "unscored")
    assert found.level is level
    assert failed(section) == ["unscored"]
    assert found.example is not None
    assert (found.example.answer, found.example.reward) == (text, None)
    assert found.note == "such as odd"


def test_a_reward_outside_the_range_anywhere() -> None:
    def bonus(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
        return [
            row._replace(reward=1.5) if '"query": 5' in text_of(one) else row
            for one, row in zip(batch, rows, strict=True)
        ]

    section = after(bonus)
    found = check(section, "invalid")
    assert failed(section) == ["invalid"]
    assert (found.value, found.note) == (1, "such as 1.5 is no number in [0, 1]")
    assert found.example is not None
    assert found.example.answer == WRONG


def test_a_reward_that_is_no_json_number() -> None:
    def told(_: Sequence[Record], rows: list[Row]) -> list[Row]:
        return [row if row.reward is None else row._replace(reason="the text") for row in rows]

    section = after(told)
    assert failed(section) == ["invalid"]
    assert check(section, "invalid").note == "such as the text"


def test_another_scale_is_a_finding_of_its_own() -> None:
    pay = Paymaster(SOUND, Stop())
    section = examine(ITEMS, pay, first_paid(ITEMS, {}, pay), Scale(0, 10), Clock())
    found = check(section, "scale")
    assert section.checks[0] == found
    assert (found.level, found.value) == (Level.WARN, 9)
    assert "10 as 1 and 0 as 0" in found.note
    assert found.example is not None
    assert found.example.reward == 10
