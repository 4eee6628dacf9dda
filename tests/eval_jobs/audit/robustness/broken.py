"""Scorers with one defect each, on top of a sound one; records for them, and a clock to turn."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from eval_jobs.audit.golds import first_paid
from eval_jobs.audit.paying import Paymaster
from eval_jobs.audit.robustness import examine
from eval_jobs.evaluate.concurrently import Stop
from eval_jobs.evaluate.scoring import Record, Scorer
from eval_jobs.rows import Row
from tests.eval_jobs.audit.made import call, items_of, record
from tests.eval_jobs.audit.sound import SOUND

if TYPE_CHECKING:
    from eval_jobs.audit.check import Check, Section
    from eval_jobs.audit.item import Item

ITEMS = items_of(
    record(f"r{at}", f"Who filed {at}?", [call("find", query=f"filing {at}"), call("stop")])
    for at in range(4)
)
Change = Callable[[Sequence[Record], list[Row]], list[Row]]


class Changed:
    """A sound scorer whose rows are changed before they come back."""

    workers = 1

    def __init__(self, change: Change) -> None:
        self._change = change

    def score(self, batch: Sequence[Record]) -> list[Row]:
        return self._change(batch, SOUND.score(batch))


class Clock:
    """Time passes only when somebody works."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def text_of(one: Record) -> str:
    """All that the model wrote, wherever it stands."""
    return str((one.get("messages") or [None])[-1])


def plus(row: Row, more: float) -> Row:
    assert row.reward is not None
    return row._replace(reward=row.reward + more)


def examined(
    scorer: Scorer, items: Sequence[Item] = ITEMS, clock: Any = None, stop: Stop | None = None
) -> Section:
    pay = Paymaster(scorer, stop or Stop())
    return examine(items, pay, first_paid(items, {}, pay), None, clock or Clock())


def check(section: Section, name: str) -> Check:
    (found,) = [one for one in section.checks if one.name == f"robustness.{name}"]
    return found


def failed(section: Section) -> list[str]:
    """The names of the checks that did not pass."""
    return [one.name.partition(".")[2] for one in section.checks if one.level.value != "pass"]
