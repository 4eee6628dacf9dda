"""A scorer under observation: nothing it does ends the audit, and what is wrong is written down."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from eval_jobs.audit.paid import Paid, flaw
from eval_jobs.evaluate.concurrently import Stop, concurrently
from eval_jobs.report.progress import watched

if TYPE_CHECKING:
    from eval_jobs.evaluate.scoring import Record, Scorer
    from eval_jobs.rows import Row

Batch: TypeAlias = Sequence["Record"]
Clock: TypeAlias = Callable[[], float]
"""Seconds from some moment on, such as `time.perf_counter`."""


class Seen(NamedTuple):
    """A record and what it was paid, kept because of what `words` say."""

    record: Record
    paid: Paid
    words: str


class Call(NamedTuple):
    """One call: what each record was paid, the seconds it took, and what was wrong with any."""

    paid: list[Paid]
    seconds: float
    invalid: list[Seen]
    changed: list[Seen]


class Witness:
    """Asks a scorer, batch by batch. InterruptedError after Ctrl-C.

    `asked` counts records, `seconds` is how long the last single call took. `invalid` are rewards
    that are no number in [0, 1]; `changed` are records that were not the same after a call.
    """

    def __init__(self, scorer: Scorer, clock: Clock, stop: Stop) -> None:
        self.asked = 0
        self.seconds = 0.0
        self.invalid: list[Seen] = []
        self.changed: list[Seen] = []
        self._scorer = scorer
        self._clock = clock
        self._stop = stop

    def ask(self, records: Batch) -> list[Paid]:
        """What each record is paid, in order; the message for each where the call failed."""
        if self._stop.interrupted:
            raise InterruptedError
        return self._noted(self._call(records))

    def ask_all(self, batches: Sequence[Batch], label: str) -> list[list[Paid]]:
        """What `ask` says of each batch, in order; as many at a time as the scorer can work on."""
        calls: dict[int, Call] = {}

        def call(at: int) -> Call:
            return self._call(batches[at])

        done = concurrently(call, range(len(batches)), self._scorer.workers, self._stop)
        for at, outcome in watched(done, label, len(batches)):
            if isinstance(outcome, Exception):
                raise outcome
            calls[at] = outcome
        if self._stop.interrupted:
            raise InterruptedError
        return [self._noted(calls[at]) for at in range(len(batches))]

    def _noted(self, call: Call) -> list[Paid]:
        self.asked += len(call.paid)
        self.seconds = call.seconds
        self.invalid += call.invalid
        self.changed += call.changed
        return call.paid

    def _call(self, records: Batch) -> Call:
        before = [json.dumps(record) for record in records]
        started = self._clock()
        try:
            rows = self._scorer.score(records)
            problem = _problem(rows, records)
        except Exception as error:  # noqa: BLE001  # whatever it raises is what is looked for
            rows, problem = [], str(error) or type(error).__name__
        seconds = self._clock() - started
        paid: list[Paid] = [problem] * len(records)
        if problem is None:
            paid = [_paid(row) for row in rows]
        invalid = [
            Seen(record, reward, words)
            for record, reward, words in zip(records, paid, map(flaw, rows), strict=False)
            if words and problem is None
        ]
        changed = [
            Seen(json.loads(text), reward, "")
            for record, text, reward in zip(records, before, paid, strict=True)
            if json.dumps(record) != text
        ]
        return Call(paid, seconds, invalid, changed)


def _paid(row: Row) -> Paid:
    return None if row.reward is None else float(row.reward)


def _problem(rows: Sequence[Row], records: Batch) -> str | None:
    """Why these rows are none for the records: they have to be one each, in order."""
    if len(rows) != len(records):
        return f"{len(rows)} results came back for {len(records)} records"
    for row, record in zip(rows, records, strict=True):
        if row.id != record["id"]:
            return f"the result of id {record['id']!r} came back as that of {row.id!r}"
    return None
