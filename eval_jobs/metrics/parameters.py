"""Which parameters were given rightly, by tool."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from eval_jobs.metrics.rates import rates

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Rates
    from eval_jobs.metrics.facts import Facts, Parameter


class ParameterCounts:
    """Adds up what became of each parameter.

    Expected are those that are right, wrong or missing; given those that are right, wrong or
    extra. An optional one is expected only where it is given.
    """

    def __init__(self) -> None:
        self._outcomes: Counter[Parameter] = Counter()

    def add(self, facts: Facts) -> None:
        """Count the parameters of one more sample."""
        self._outcomes.update(facts.aligned)
        self._outcomes.update(facts.lone)

    def result(self) -> dict[str, dict[str, Rates]]:
        """Rates by tool, then by parameter, those with the most support first."""
        found: dict[str, dict[str, Rates]] = {}
        for tool, name in sorted({(tool, name) for tool, name, _ in self._outcomes}):
            found.setdefault(tool, {})[name] = self._rates(tool, name)
        return {tool: dict(sorted(found[tool].items(), key=_size)) for tool in found}

    def _rates(self, tool: str, name: str) -> Rates:
        count = self._outcomes
        right, wrong = count[tool, name, "right"], count[tool, name, "wrong"]
        missing, extra = count[tool, name, "missing"], count[tool, name, "extra"]
        return rates(right + wrong + missing, right + wrong + extra, right)


def _size(item: tuple[str, Rates]) -> tuple[int, int]:
    return -item[1].support, -item[1].predicted
