"""Problems by rule: how often each, and a few of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from eval_jobs.finding import Severity

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Problem


@dataclass
class Entry:
    """One rule: how often it was broken, and the first times."""

    rule: str
    severity: Severity
    count: int = 0
    examples: list[Problem] = field(default_factory=list)


class Summary:
    """Gathers problems; memory grows with the rules, not with the problems."""

    def __init__(self, shown: int) -> None:
        """Keep up to `shown` examples of each rule."""
        self._shown = shown
        self._entries: dict[str, Entry] = {}

    def add(self, problem: Problem) -> None:
        """Count a problem."""
        entry = self._entries.setdefault(problem.rule, Entry(problem.rule, problem.severity))
        entry.count += 1
        if len(entry.examples) < self._shown:
            entry.examples.append(problem)

    @property
    def entries(self) -> list[Entry]:
        """The rules that were broken, errors first, then the most frequent."""
        order = list(Severity)
        return sorted(
            self._entries.values(), key=lambda entry: (order.index(entry.severity), -entry.count)
        )

    def count(self, severity: Severity) -> int:
        """How many problems are of this severity."""
        return sum(entry.count for entry in self.entries if entry.severity is severity)

    def to_json(self) -> list[dict[str, Any]]:
        """The rules with their examples, for machines."""
        return [
            {
                "rule": entry.rule,
                "severity": entry.severity.value,
                "count": entry.count,
                "examples": [
                    {"place": example.place, "message": example.message}
                    for example in entry.examples
                ],
            }
            for entry in self.entries
        ]
