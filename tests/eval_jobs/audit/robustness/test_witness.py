from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.robustness.witness import Witness, same, shown
from tests.eval_jobs.audit.robustness.broken import Changed, Clock

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record
    from eval_jobs.rows import Row

PAID = st.none() | st.floats(0, 1) | st.just(math.nan) | st.just(math.inf) | st.text(max_size=3)
RECORD = {"id": "1", "messages": [{"role": "user", "content": "Who?"}]}


@given(PAID, PAID)
def test_same_is_an_equivalence_but_for_rounding(one: float | str | None, other: float) -> None:
    assert same(one, one)
    assert same(one, other) == same(other, one)


def test_rewards_are_the_same_up_to_rounding() -> None:
    assert same(0.1 + 0.2, 0.3)
    assert not same(0.3, 0.301)
    assert not same(None, 0.0)
    assert not same(math.nan, 0.0)


@pytest.mark.parametrize("error", [ValueError("bad"), KeyError(), RecursionError(), MemoryError()])
def test_whatever_is_raised_is_a_message_for_each(error: Exception) -> None:
    def fail(_: Sequence[Record], __: list[Row]) -> list[Row]:
        raise error

    messages = Witness(Changed(fail), Clock()).ask([RECORD, RECORD])
    assert messages == [str(error) or type(error).__name__] * 2
    assert "failed call" in shown(messages[0])


def test_rows_of_other_records_are_none() -> None:
    swapped = Witness(Changed(lambda _, rows: rows[::-1]), Clock())
    other = {**RECORD, "id": "2"}
    assert swapped.ask([RECORD]) == [None]
    assert "came back as that of '2'" in str(swapped.ask([RECORD, other])[0])
    short = Witness(Changed(lambda _, rows: rows[1:]), Clock())
    assert "1 results came back for 2 records" in str(short.ask([RECORD, other])[1])
    assert short.asked == 2


def test_the_time_of_a_call_is_kept_also_where_it_fails() -> None:
    clock = Clock()

    def slow(_: Sequence[Record], __: list[Row]) -> list[Row]:
        clock.now += 3
        raise ValueError

    witness = Witness(Changed(slow), clock)
    witness.ask([RECORD])
    assert witness.seconds == 3
