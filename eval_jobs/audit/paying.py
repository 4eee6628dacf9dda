"""What the grader under audit pays: probes in, rewards out."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Protocol

from eval_jobs.audit.paid import flaw
from eval_jobs.errors import ToolgradeError
from eval_jobs.evaluate.concurrently import Stop, concurrently
from eval_jobs.evaluate.scoring import BATCH
from eval_jobs.report.progress import watched

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.evaluate.scoring import Scorer
    from eval_jobs.rows import Row

Fault = Literal["failed", "unscored", "invalid"]
"""The call failed, the answer was left unscored, or the reward is no number in [0, 1]."""


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


class Outcome(NamedTuple):
    """A finite reward, or none, and what is wrong with it, in `words`."""

    reward: float | None
    fault: Fault | None = None
    words: str = ""


class Faults:
    """How many probes had one fault, and the first of them with its outcome."""

    def __init__(self) -> None:
        self.count = 0
        self.first: tuple[Probe, Outcome] | None = None

    def add(self, probe: Probe, outcome: Outcome) -> None:
        """One more."""
        self.count += 1
        self.first = self.first or (probe, outcome)


class Paymaster:
    """Has a scorer pay, batch by batch; counts how many probes it paid, and all their faults.

    A batch that fails is sent again probe by probe, so that one probe costs no other its reward.
    `failures` holds the messages of single probes that failed, each message once.
    """

    def __init__(self, scorer: Scorer, stop: Stop) -> None:
        self.scorer = scorer
        self.stop = stop
        self.paid = 0
        self.failures: dict[str, Probe] = {}
        self.faults: dict[Fault, Faults] = {
            "failed": Faults(),
            "unscored": Faults(),
            "invalid": Faults(),
        }

    def __call__(self, probes: Sequence[Probe], label: str) -> list[float | None]:
        batches = [range(at, min(at + BATCH, len(probes))) for at in range(0, len(probes), BATCH)]
        rewards: list[float | None] = [None] * len(probes)
        for at, outcome in watched(self._outcomes(probes, batches), label, len(probes)):
            rewards[at] = outcome.reward
            self._note(probes[at], outcome)
        self.paid += len(probes)
        if self.stop.interrupted:
            raise InterruptedError
        return rewards

    def _note(self, probe: Probe, outcome: Outcome) -> None:
        if outcome.fault is not None:
            self.faults[outcome.fault].add(probe, outcome)
        if outcome.fault == "failed":
            self.failures.setdefault(outcome.words, probe)

    def _outcomes(
        self, probes: Sequence[Probe], batches: Sequence[range]
    ) -> Iterator[tuple[int, Outcome]]:
        def score(batch: range) -> list[Outcome]:
            return self._score([probes[at] for at in batch])

        for batch, outcomes in concurrently(score, batches, self.scorer.workers, self.stop):
            if isinstance(outcomes, Exception):
                raise outcomes
            yield from zip(batch, outcomes, strict=True)

    def _score(self, probes: Sequence[Probe]) -> list[Outcome]:
        try:
            return [_outcome(row) for row in self.scorer.score(_records(probes))]
        except ToolgradeError as error:
            if self.stop.requested or len(probes) == 1:
                return [Outcome(None, "failed", str(error))] * len(probes)
            return [self._score([probe])[0] for probe in probes]


def _records(probes: Sequence[Probe]) -> list[dict[str, Any]]:
    """The probes as records, each under an id of its own, as services send them."""
    return [
        {**probe.item.answered(probe.answer), "id": f"{probe.item.id}/{at}"}
        for at, probe in enumerate(probes)
    ]


def _outcome(row: Row) -> Outcome:
    """The reward as a number; what is none pays nothing."""
    if row.reward is None:
        return Outcome(None, "unscored", row.code or "")
    wrong = flaw(row)
    reward = row.reward if math.isfinite(row.reward) else None
    return Outcome(reward, "invalid", wrong) if wrong else Outcome(reward)
