"""Whatever is wrong with an answer's reward is counted, with the first answer that shows it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.paying import Fault, Paymaster, Probe
from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.rows import Row
from tests.eval_jobs.audit.made import call, items_of, record

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record

(ITEM,) = items_of([record("a", "Who?", [call("find")])])
NUMBERS = {"one": 1.0, "nan": math.nan, "two": 2.0, "none": None, "text": 0.5}


class Worded:
    """Pays the number that an answer names; "boom" ends the call."""

    workers = 1

    def __init__(self) -> None:
        self.calls = 0

    def score(self, batch: Sequence[Record]) -> list[Row]:
        self.calls += 1
        words = [str(one["messages"][-1]["content"]) for one in batch]
        if "boom" in words:
            raise ToolgradeError("Boom: no")
        return [
            Row(one["id"], NUMBERS[word], None, "a text" if word == "text" else None, {})
            for one, word in zip(batch, words, strict=True)
        ]


def paid(*words: str) -> tuple[Paymaster, list[float | None]]:
    pay = Paymaster(Worded(), Stop())
    return pay, pay([Probe(ITEM, word) for word in words], "words")


@pytest.mark.parametrize(
    ("word", "reward", "fault", "said"),
    [
        ("nan", None, "invalid", "nan is no number in [0, 1]"),
        ("two", 2.0, "invalid", "2 is no number in [0, 1]"),
        ("text", 0.5, "invalid", "a text"),
        ("none", None, "unscored", ""),
        ("boom", None, "failed", "Boom: no"),
    ],
)
def test_a_fault_is_counted_and_kept(
    word: str, reward: float | None, fault: Fault, said: str
) -> None:
    pay, rewards = paid("one", word, "one", word)
    assert rewards == [1.0, reward, 1.0, reward]
    assert {name: faults.count for name, faults in pay.faults.items() if faults.count} == {fault: 2}
    first = pay.faults[fault].first
    assert first is not None
    assert (first[0].answer, first[1].words) == (word, said)
    assert list(pay.failures) == ([said] if fault == "failed" else [])


def test_a_sound_reward_is_no_fault() -> None:
    pay, rewards = paid("one", "one")
    assert rewards == [1.0, 1.0]
    assert not any(faults.count or faults.first for faults in pay.faults.values())


def test_after_ctrl_c_a_failed_batch_is_not_sent_again() -> None:
    stop = Stop()
    scorer = Worded()

    class Interrupted(Worded):
        def score(self, batch: Sequence[Record]) -> list[Row]:
            stop.requested = stop.interrupted = True
            return scorer.score(batch)

    with pytest.raises(InterruptedError):
        Paymaster(Interrupted(), stop)([Probe(ITEM, "boom")] * 64, "words")
    assert scorer.calls == 1
