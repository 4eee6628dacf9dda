"""A few figures about many rows. Undefined is None, and never 0 by accident."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.rows import Row


class Summary(NamedTuple):
    """What rows come to.

    `reward` and `means` are means over the graded samples, None without any. `micro` holds
    precision, recall and F1 of tools over all calls of all graded samples, from the summed
    counts; each is None where its denominator is 0, and absent where the grader counts no tools.
    """

    samples: int
    unscored: dict[str, int]
    reward: float | None
    means: dict[str, float]
    micro: dict[str, float | None]

    def to_json(self) -> dict[str, Any]:
        """The summary as a JSON object."""
        return self._asdict()


def summarize(rows: Sequence[Row]) -> Summary:
    """Sum up rows of one grader."""
    graded = [row for row in rows if row.reward is not None]
    codes = Counter(row.code or "unknown" for row in rows if row.reward is None)
    totals = {
        name: math.fsum(row.metrics[name] for row in graded)
        for name in (graded[0].metrics if graded else ())
    }
    rewards = math.fsum(row.reward for row in graded if row.reward is not None)
    return Summary(
        samples=len(rows),
        unscored=dict(codes),
        reward=rewards / len(graded) if graded else None,
        means={name: total / len(graded) for name, total in totals.items()},
        micro=_micro(totals),
    )


def _micro(totals: dict[str, float]) -> dict[str, float | None]:
    if "tool_true_positive_count" not in totals:
        return {}
    hits = totals["tool_true_positive_count"]
    called = hits + totals["tool_false_positive_count"]
    expected = hits + totals["tool_false_negative_count"]
    return {
        "micro_precision": hits / called if called else None,
        "micro_recall": hits / expected if expected else None,
        "micro_f1": 2 * hits / (called + expected) if called + expected else None,
    }
