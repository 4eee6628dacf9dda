"""A scorer under observation: nothing it does ends the audit, and what is wrong is written down."""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record, Scorer
    from eval_jobs.rows import Row

Paid: TypeAlias = float | str | None
"""A reward; None where the sample is left unscored; a message where the whole call failed."""
Clock: TypeAlias = Callable[[], float]
"""Seconds from some moment on, such as `time.perf_counter`."""

SAME: Final = 1e-6
"""Rewards that differ by less are the same: adding in another order may move the last digits."""


class Seen(NamedTuple):
    """A record and what it was paid, kept because something is wrong with it."""

    record: Record
    paid: Paid


class Witness:
    """Asks a scorer, batch by batch.

    `asked` counts records, `seconds` is how long the last call took. `invalid` are rewards that
    are no number in [0, 1]; `changed` are records that were not the same after a call.
    """

    def __init__(self, scorer: Scorer, clock: Clock) -> None:
        self.asked = 0
        self.seconds = 0.0
        self.invalid: list[Seen] = []
        self.changed: list[Seen] = []
        self._scorer = scorer
        self._clock = clock

    def ask(self, records: Sequence[Record]) -> list[Paid]:
        """What each record is paid, in order; the message for each where the call failed."""
        before = [json.dumps(record) for record in records]
        self.asked += len(records)
        paid = self._paid(records)
        for record, text, reward in zip(records, before, paid, strict=True):
            if json.dumps(record) != text:
                self.changed.append(Seen(json.loads(text), reward))
            if isinstance(reward, float) and not 0.0 <= reward <= 1.0:
                self.invalid.append(Seen(record, reward))
        return paid

    def _paid(self, records: Sequence[Record]) -> list[Paid]:
        started = self._clock()
        try:
            rows = self._scorer.score(records)
        except Exception as error:  # noqa: BLE001  # whatever it raises is what is looked for
            message = str(error) or type(error).__name__
            return [message] * len(records)
        finally:
            self.seconds = self._clock() - started
        problem = _problem(rows, records)
        if problem is not None:
            return [problem] * len(records)
        return [None if row.reward is None else float(row.reward) for row in rows]


def _problem(rows: Sequence[Row], records: Sequence[Record]) -> str | None:
    """Why these rows are none for the records: they have to be one each, in order."""
    if len(rows) != len(records):
        return f"{len(rows)} results came back for {len(records)} records"
    for row, record in zip(rows, records, strict=True):
        if row.id != record["id"]:
            return f"the result of id {record['id']!r} came back as that of {row.id!r}"
    return None


def same(one: Paid, other: Paid) -> bool:
    """Whether both are the same reward, or the same lack of one."""
    if isinstance(one, float) and isinstance(other, float):
        return abs(one - other) < SAME or (math.isnan(one) and math.isnan(other)) or one == other
    return one == other


def shown(paid: Paid) -> str:
    """What was paid, in words."""
    if paid is None:
        return "no reward"
    return f"a failed call ({paid:.120})" if isinstance(paid, str) else f"{paid:.3f}"
