"""Rows at the end of a table that are none of its samples: they fill up a job's last batch."""

from __future__ import annotations

from array import array
from collections.abc import Iterable
from hashlib import blake2b
from typing import TYPE_CHECKING, Final

import numpy as np

if TYPE_CHECKING:
    from eval_jobs.results.layout import EvaluatedRow

EXACT: Final = 1e-9
"""A mean that was computed from the same rewards is no further off."""


def padding(rows: Iterable[EvaluatedRow], mean: float) -> int:
    """How many rows at the end have to go for the mean reward to be `mean`; 0 if that is no help.

    Only rows that repeat an earlier one in every respect go, and as few as will do. Unscored
    rows count as zeros, as they do in the averages of a job.
    """
    seen: set[bytes] = set()
    rewards = array("d")
    first = 0
    for count, sample in enumerate(rows, 1):
        rewards.append(sample.row.reward or 0.0)
        digest = _digest(sample, count)
        if digest not in seen:
            seen.add(digest)
            first = count
    lengths = np.arange(1, len(rewards) + 1)
    fits = np.abs(np.cumsum(rewards) / lengths - mean) <= EXACT
    (fitting,) = np.nonzero(fits[max(first - 1, 0) :])
    return len(rewards) - first - int(fitting[-1]) if len(fitting) else 0


def _digest(sample: EvaluatedRow, count: int) -> bytes:
    try:
        text = repr(sample)
    except RecursionError:  # nested too deeply to be compared: unlike any other
        text = str(count)
    return blake2b(text.encode("utf-8", "backslashreplace"), digest_size=16).digest()
