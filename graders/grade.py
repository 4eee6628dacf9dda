"""The outcome of grading one sample: a score with its reason, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

NO_ANSWER: Final = "no_answer"
NO_REFERENCE: Final = "no_reference"
MALFORMED_REFERENCE: Final = "malformed_reference"
MALFORMED_RECORD: Final = "malformed_record"
GRADER_ERROR: Final = "grader_error"
DEADLINE: Final = "deadline"

CODES: Final = frozenset(
    {NO_ANSWER, NO_REFERENCE, MALFORMED_REFERENCE, MALFORMED_RECORD, GRADER_ERROR, DEADLINE}
)
"""Every reason for which a sample can be unscored."""


class Grade(NamedTuple):
    """A score in [0, 1] with its metrics, or `score=None` with the code of what prevented it.

    `metrics` has the same names for every sample of a grader. `reason` reproduces the score: it
    is `explanation`, a format string over the metrics, filled in only when somebody asks.
    """

    score: float | None
    metrics: Mapping[str, float]
    explanation: str = ""
    code: str | None = None

    @property
    def graded(self) -> bool:
        """Whether there is a score. An unscored sample is no bad answer."""
        return self.score is not None

    @property
    def reason(self) -> str:
        """Why the score is what it is, with the numbers it follows from."""
        if self.code is not None:
            return self.explanation
        return self.explanation.format(score=self.score, **self.metrics)

    @classmethod
    def unscored(cls, code: str, reason: str, metric_names: Iterable[str]) -> Grade:
        """A sample that could not be graded; its metrics are all 0.0 under the same names."""
        return cls(None, dict.fromkeys(metric_names, 0.0), reason, code)
