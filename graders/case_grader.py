"""What graders of tool calls have in common: prepare the case, then measure it."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, ClassVar

from graders.case import Case, UngradableError
from graders.config import GradingConfig
from graders.grade import Grade

if TYPE_CHECKING:
    from graders.sample import Sample


class CaseGrader(ABC):
    """A grader whose score is the first of its metrics, measured on a prepared case.

    A subclass names its metrics, says in `explanation` how they make the score, and measures.
    """

    name: ClassVar[str]
    metric_names: ClassVar[tuple[str, ...]]
    explanation: ClassVar[str]
    needs_calls: ClassVar[bool] = True
    """Whether a reference that says nothing of calls leaves the sample unscored."""

    def __init__(self, config: GradingConfig | None = None) -> None:
        self.config = config or GradingConfig()
        self.reward_names = frozenset(self.metric_names[:1])

    def grade(self, sample: Sample) -> Grade:
        """Grade one sample; unscored when it cannot be."""
        try:
            metrics = self.measure(Case(sample, self.config, self.needs_calls))
        except UngradableError as error:
            return Grade.unscored(error.code, str(error), self.metric_names)
        return Grade(metrics[self.metric_names[0]], metrics, self.explanation)

    def measure(self, case: Case) -> dict[str, float]:
        """All metrics of a case by name, in order. Raises what `write` does."""
        metrics: dict[str, float] = {}
        self.write(metrics, case)
        return metrics

    @abstractmethod
    def write(self, metrics: dict[str, float], case: Case) -> None:
        """Write every metric of the case under its name, in the order of `metric_names`.

        UngradableError when the reference does not allow it. Where `needs_calls` holds, the
        case's reference does speak of calls. A composite has all its components write into one.
        """
