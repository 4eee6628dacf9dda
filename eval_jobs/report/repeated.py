"""Problems of a long file: the first of each kind as they come, the rest as a count."""

from __future__ import annotations

import re
from collections import Counter
from typing import Final

from eval_jobs.report.plain import complain

SHOWN: Final = 3
"""So many of a kind are told one by one."""
_OWN: Final = re.compile(r"'[^']*'|\d+")
"""What sets two problems of one kind apart: names in quotes, and numbers, such as a line's."""


class Repeated:
    """Tells of problems as they come, and at the end how many more there were of each kind."""

    def __init__(self) -> None:
        self.count = 0
        self._kinds: Counter[str] = Counter()
        self._last: dict[str, str] = {}

    def report(self, problem: str) -> None:
        """Write the problem to standard error, unless enough of its kind were written."""
        kind = _OWN.sub("", problem)
        self.count += 1
        self._kinds[kind] += 1
        if self._kinds[kind] <= SHOWN:
            complain(problem)
        else:
            self._last[kind] = problem

    def finish(self) -> None:
        """Write how many were left out of each kind, and the last of them."""
        for kind, last in self._last.items():
            complain(f"and {self._kinds[kind] - SHOWN:,} more like these, the last: {last}")
