"""From the steps of many records to one ladder."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

import numpy as np

from eval_jobs.audit.blind_spots.climbing import SAME, THIRDS, Climb, Step
from eval_jobs.audit.check import Ladder, Rung

FEW: Final = 5
"""Up to so many depths are drawn as they are."""


def ladder(name: str, title: str, climbs: Sequence[Climb]) -> Ladder:
    """The rewards by depth. At each depth stand all records, each with its next step from there.

    So a record that can be damaged once only is at its worst from the first rung on, and the
    rungs compare the same records.
    """
    depths = sorted({step.depth for climb in climbs for step in climb.steps[1:]})
    rungs = [0.0, *(depths if len(depths) <= FEW else THIRDS)]
    changes = [after.reward - before.reward for before, after in steps(climbs)]
    return Ladder(
        name,
        title,
        tuple(_rung(depth, climbs) for depth in rungs),
        len(changes),
        sum(change > SAME for change in changes),
        sum(abs(change) <= SAME for change in changes),
    )


def steps(climbs: Sequence[Climb]) -> list[tuple[Step, Step]]:
    """Each step with the one before it, of all records."""
    return [pair for climb in climbs for pair in pairwise(climb.steps)]


def _rung(depth: float, climbs: Sequence[Climb]) -> Rung:
    rewards = [_at(depth, climb) for climb in climbs]
    low, high = np.percentile(rewards, (10, 90))
    return Rung(depth, float(np.mean(rewards)), float(low), float(high), len(rewards))


def _at(depth: float, climb: Climb) -> float:
    reached = (step.reward for step in climb.steps if step.depth >= depth)
    return next(reached, climb.worst.reward)
