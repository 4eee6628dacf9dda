from __future__ import annotations

import math
import threading
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.paid import same, shown
from eval_jobs.audit.robustness.witness import Witness
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.rows import Row
from tests.eval_jobs.audit.robustness.broken import Change, Changed, Clock

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record

PAID = st.none() | st.floats(0, 1) | st.just(math.nan) | st.just(math.inf) | st.text(max_size=3)
RECORD = {"id": "1", "messages": [{"role": "user", "content": "Who?"}]}


def witness_of(change: Change, clock: Clock, stop: Stop | None = None) -> Witness:
    return Witness(Changed(change), clock, stop or Stop())


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

    messages = witness_of(fail, Clock()).ask([RECORD, RECORD])
    assert messages == [str(error) or type(error).__name__] * 2
    assert "failed call" in shown(messages[0])


def test_rows_of_other_records_are_none() -> None:
    swapped = witness_of(lambda _, rows: rows[::-1], Clock())
    other = {**RECORD, "id": "2"}
    assert swapped.ask([RECORD]) == [None]
    assert "came back as that of '2'" in str(swapped.ask([RECORD, other])[0])
    short = witness_of(lambda _, rows: rows[1:], Clock())
    assert "1 results came back for 2 records" in str(short.ask([RECORD, other])[1])
    assert short.asked == 2


def test_the_time_of_a_call_is_kept_also_where_it_fails() -> None:
    clock = Clock()

    def slow(_: Sequence[Record], __: list[Row]) -> list[Row]:
        clock.now += 3
        raise ValueError

    witness = witness_of(slow, clock)
    witness.ask([RECORD])
    assert witness.seconds == 3


class Pool:
    """Works on some batches at a time: each call waits for the one beside it."""

    workers = 2

    def __init__(self) -> None:
        self._barrier = threading.Barrier(2, timeout=30)

    def score(self, batch: Sequence[Record]) -> list[Row]:
        self._barrier.wait()
        return [Row(one["id"], float(one["id"]), None, None, {}) for one in batch]


def test_batches_are_asked_side_by_side_and_told_in_order() -> None:
    witness = Witness(Pool(), Clock(), Stop())
    batches = [[{"id": str(at / 4)}] for at in range(6)]
    assert witness.ask_all(batches, "batches") == [[at / 4] for at in range(6)]
    assert witness.asked == 6
    assert [one.record["id"] for one in witness.invalid] == ["1.25"]
    assert "1.25 is no number in [0, 1]" in witness.invalid[0].words


def test_ctrl_c_ends_it_after_the_call_under_way() -> None:
    stop = Stop()
    calls = []

    def interrupted(batch: Sequence[Record], rows: list[Row]) -> list[Row]:
        calls.append(batch)
        stop.requested = stop.interrupted = True
        return rows

    witness = witness_of(interrupted, Clock(), stop)
    with pytest.raises(InterruptedError):
        witness.ask_all([[RECORD]] * 5, "batches")
    with pytest.raises(InterruptedError):
        witness.ask([RECORD])
    assert len(calls) == 1
