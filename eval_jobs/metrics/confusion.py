"""Which tool was called instead of which."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Final

from eval_jobs.metrics.breakdown import Confusion

if TYPE_CHECKING:
    from eval_jobs.metrics.facts import Facts

NO_CALL: Final = "no call"
OTHER: Final = "other tools"
MAX_LABELS: Final = 1000
"""A model can invent a name a sample: the smallest labels beyond this many are one, `OTHER`."""


class ConfusionCounts:
    """Adds up pairs of expected and called tools, None for no call."""

    def __init__(self) -> None:
        self._pairs: Counter[tuple[str | None, str | None]] = Counter()

    def add(self, facts: Facts) -> None:
        """Count the pairs of one more sample."""
        self._pairs.update([(name, name) for name in facts.hits])
        self._pairs.update(facts.confused)

    def result(self) -> Confusion:
        """The table, tools with the most support first."""
        expected: Counter[str] = Counter()
        called: Counter[str] = Counter()
        for (wanted, made), count in self._pairs.items():
            if wanted is not None:
                expected[wanted] += count
            if made is not None:
                called[made] += count
        names = sorted(expected | called, key=lambda name: (-expected[name], -called[name], name))
        labels = names[:MAX_LABELS]
        places: dict[str | None, int] = {name: place for place, name in enumerate(labels)}
        if len(names) > len(labels):
            places |= dict.fromkeys(names[MAX_LABELS:], len(labels))
            labels.append(OTHER)
        places[None] = len(labels)
        labels.append(NO_CALL)
        counts = [[0] * len(labels) for _ in labels]
        for (wanted, made), count in self._pairs.items():
            counts[places[wanted]][places[made]] += count
        return Confusion(labels, counts)
