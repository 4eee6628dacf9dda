"""What the grader under audit pays: probes in, rewards out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.concurrently import Stop, concurrently
from eval_jobs.evaluate.scoring import BATCH
from eval_jobs.report.progress import watched

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.evaluate.scoring import Scorer
    from eval_jobs.rows import Row


class Probe(NamedTuple):
    """An answer, made up or recorded: a text, or a message as a model sends it."""

    item: Item
    answer: Any


class Pay(Protocol):
    """What a grader pays for each probe, in order; None where it leaves it unscored.

    A call that fails leaves its own probe unscored, never its neighbours. `label` is what the
    progress shows.
    """

    def __call__(self, probes: Sequence[Probe], label: str) -> list[float | None]: ...


class Paymaster:
    """Has a scorer pay, batch by batch; counts how many probes it paid and how many calls failed.

    A batch that fails is sent again probe by probe, so that one probe costs no other its reward.
    `failures` holds the messages of single probes that failed, each message once.
    """

    def __init__(self, scorer: Scorer, stop: Stop) -> None:
        self.paid = 0
        self.failures: dict[str, Probe] = {}
        self._scorer = scorer
        self._stop = stop

    def __call__(self, probes: Sequence[Probe], label: str) -> list[float | None]:
        batches = [range(at, min(at + BATCH, len(probes))) for at in range(0, len(probes), BATCH)]
        rewards: list[float | None] = [None] * len(probes)
        for at, reward in watched(self._rewards(probes, batches), label, len(probes)):
            rewards[at] = reward
        self.paid += len(probes)
        if self._stop.interrupted:
            raise InterruptedError
        return rewards

    def _rewards(
        self, probes: Sequence[Probe], batches: Sequence[range]
    ) -> Iterator[tuple[int, float | None]]:
        def score(batch: range) -> list[float | None]:
            return self._score([probes[at] for at in batch])

        for batch, outcome in concurrently(score, batches, self._scorer.workers, self._stop):
            if isinstance(outcome, Exception):
                raise outcome
            yield from zip(batch, outcome, strict=True)

    def _score(self, probes: Sequence[Probe]) -> list[float | None]:
        try:
            return [_reward(row) for row in self._scorer.score(_records(probes))]
        except ToolgradeError as error:
            if len(probes) > 1:
                return [self._score([probe])[0] for probe in probes]
            self.failures.setdefault(str(error), probes[0])
            return [None]


def _records(probes: Sequence[Probe]) -> list[dict[str, Any]]:
    """The probes as records, each under an id of its own, as services send them."""
    return [
        {**probe.item.answered(probe.answer), "id": f"{probe.item.id}/{at}"}
        for at, probe in enumerate(probes)
    ]


def _reward(row: Row) -> float | None:
    """The reward as a number; what is none pays nothing."""
    return row.reward if row.reward is not None and math.isfinite(row.reward) else None
