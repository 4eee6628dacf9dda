"""The one answer that earns most on the records that were seen."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.golds import different_golds
from eval_jobs.audit.paying import Probe

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.free_lunch.known import Known
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.paying import Pay

FREQUENT: Final = 20
"""So many of the most frequent answers are tried, and twice as many of the others."""
ROUNDS: Final = ((20, 10), (100, 1))
"""Tried on so many records, so many are kept: most of sixty are dismissed cheaply."""


def best_constant(seen: Sequence[Item], known: Known, pay: Pay, rng: Random) -> Item | None:
    """The seen item whose right answer earns most as the answer to every seen one.

    None where nothing is seen, or nothing is paid.
    """
    best = _candidates(seen, rng)
    for records, kept in ROUNDS:
        tried = rng.sample(seen, min(records, len(seen)))
        best = _best(best, tried, known, pay)[:kept]
    return best[0] if best else None


def _candidates(seen: Sequence[Item], rng: Random) -> list[Item]:
    """Items with different answers: those with the most frequent ones, and some others."""
    ordered = [item for item, _ in different_golds(seen)]
    rest = ordered[FREQUENT:]
    return ordered[:FREQUENT] + rng.sample(rest, min(2 * FREQUENT, len(rest)))


def _best(candidates: Sequence[Item], tried: Sequence[Item], known: Known, pay: Pay) -> list[Item]:
    """The candidates that earned anything, the best first."""
    probes = [
        Probe(item, known.written(item, candidate.calls, candidate))
        for candidate in candidates
        for item in tried
    ]
    rewards = pay(probes, "free lunch: choosing a constant answer")
    earned = []
    for at, candidate in enumerate(candidates):
        own = rewards[at * len(tried) : (at + 1) * len(tried)]
        paid = [reward for reward in own if reward is not None]
        if paid:
            earned.append((fmean(paid), candidate))
    return [item for _, item in sorted(earned, key=lambda pair: -pair[0])]
