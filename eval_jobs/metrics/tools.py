"""Which tools were called, against which were expected. Repeated calls count."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eval_jobs.metrics.rates import rates, share

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Rates, Share
    from eval_jobs.metrics.facts import Facts


class ToolCounts:
    """Adds up calls by tool."""

    def __init__(self) -> None:
        self._expected: Counter[str] = Counter()
        self._called: Counter[str] = Counter()
        self._hits: Counter[str] = Counter()

    def add(self, facts: Facts) -> None:
        """Count the calls of one more sample."""
        self._expected.update(facts.expected)
        self._called.update(facts.called)
        self._hits.update(facts.hits)

    def by_tool(self) -> dict[str, Rates]:
        """The rates of each tool, those with the most support first."""
        expected, called = self._expected, self._called
        names = sorted(expected | called, key=lambda name: (-expected[name], -called[name], name))
        return {name: rates(expected[name], called[name], self._hits[name]) for name in names}


class ShareCounts:
    """Adds up what should not occur at all.

    `invented`: calls of tools that are not offered, among the calls of samples that offer some.
    `needless`: samples that got a call, among those that want none. `missed`: samples that got no
    call that could be read, among those that want one.
    """

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._totals: Counter[str] = Counter()

    def add(self, facts: Facts) -> None:
        """Count one more sample."""
        if facts.offers:
            self._counts["invented"] += len(facts.invented)
            self._totals["invented"] += len(facts.called)
        wanted = "missed" if facts.expected else "needless"
        self._counts[wanted] += bool(facts.called) is not bool(facts.expected)
        self._totals[wanted] += 1

    def result(self) -> dict[str, Share]:
        """The three shares."""
        names = ("invented", "needless", "missed")
        return {name: share(self._counts[name], self._totals[name]) for name in names}
