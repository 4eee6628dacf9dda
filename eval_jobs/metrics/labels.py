"""F1 of the labels in one field of the answer, such as `Type`: one label a sample, or many."""

from __future__ import annotations

import json
from collections import Counter

from eval_jobs.metrics.breakdown import Labels
from eval_jobs.metrics.rates import rates


class LabelCounts:
    """Adds up labels as `field_match` grades them: every object with the field counts."""

    def __init__(self, field: str) -> None:
        self._field = field
        self._expected: Counter[str] = Counter()
        self._given: Counter[str] = Counter()
        self._hits: Counter[str] = Counter()
        self._samples = 0

    def add(self, expected: Counter[str], given: Counter[str]) -> None:
        """Count the labels of one more sample, whose reference has the field."""
        self._samples += 1
        self._expected.update(expected)
        self._given.update(given)
        self._hits.update(expected & given)

    def result(self) -> Labels | None:
        """The figures; None where no reference has the field.

        `macro_f1` is averaged over every label that occurs, in references or in answers.
        """
        if not self._samples:
            return None
        occur = self._expected | self._given
        by_label = {
            _name(label, occur): rates(self._expected[label], self._given[label], self._hits[label])
            for label in sorted(occur, key=lambda label: (-self._expected[label], label))
        }
        f1 = [one.f1 for one in by_label.values() if one.f1 is not None]
        totals = self._expected.total(), self._given.total(), self._hits.total()
        return Labels(self._field, rates(*totals), sum(f1) / len(f1) if f1 else None, by_label)


def _name(label: str, occur: Counter[str]) -> str:
    """A text without its quotes, unless it would then read as another label."""
    value = json.loads(label)
    return value if isinstance(value, str) and value not in occur else label
