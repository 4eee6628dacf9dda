"""The weighted composite: the reward that training optimises, and the default grader."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING

from graders.case import Case, UngradableError
from graders.case_grader import CaseGrader
from graders.config import COMPOSITE, GradingConfig
from graders.grade import GRADER_ERROR, Grade
from graders.grader import load
from graders.sample import new

if TYPE_CHECKING:
    from graders.grader import Grader
    from graders.sample import Sample


class ToolCallGrader:
    """Reward = sum of weight x score ** curve over the configured components; in [0, 1].

    The curve (2 by default) is what makes half right worth less than half. Every component's
    metrics are reported, also of one whose weight is 0. The sample is unscored when one
    component cannot score it: a reward missing a part would be no reward.
    """

    name = COMPOSITE

    def __init__(self, config: GradingConfig | None = None) -> None:
        self.config = config or GradingConfig()
        weights = self.config.weights
        components = {name: load(name, self.config) for name in weights}
        self._writers = [_writer_of(grader) for grader in components.values()]
        self._shares = [
            (grader.metric_names[0], weights[name])
            for name, grader in components.items()
            if weights[name]
        ]
        self._needs_calls = any(
            isinstance(grader, CaseGrader) and grader.needs_calls for grader in components.values()
        )
        self._curve = self.config.curve
        self._total = math.fsum(weights.values())
        names = [name for grader in components.values() for name in grader.metric_names]
        self.metric_names: tuple[str, ...] = tuple(names)
        if len(set(names)) < len(names):
            twice = sorted({name for name in names if names.count(name) > 1})
            raise ValueError(f"weights: two of {list(weights)} call a metric {', '.join(twice)}")
        self._unwritten = dict.fromkeys(names, math.nan)  # what no component writes is no metric
        self.reward_names = frozenset(
            name
            for key, grader in components.items()
            if weights[key]
            for name in grader.reward_names
        )
        self.explanation = self._explanation()

    def grade(self, sample: Sample) -> Grade:
        """Grade one sample; unscored when one component cannot."""
        metrics = self._unwritten.copy()
        try:
            case = Case(sample, self.config, self._needs_calls)
            for write in self._writers:
                write(metrics, case)
        except UngradableError as error:
            return Grade.unscored(error.code, str(error), self.metric_names)
        curve = self._curve
        paid = [weight * metrics[name] ** curve for name, weight in self._shares]
        score = min(math.fsum(paid) / self._total, 1.0)  # NaN stays NaN
        return new(Grade, (score, metrics, self.explanation, None))

    def _explanation(self) -> str:
        power = "" if self.config.curve == 1.0 else f" ** {self.config.curve:g}"
        terms = [
            f"{weight:g} x {name.removesuffix('_score')} {{{name}:.3f}}{power}"
            for name, weight in self._shares
        ]
        return f"reward = {' + '.join(terms)} = {{score:.3f}}"


def _writer_of(grader: Grader) -> Callable[[dict[str, float], Case], None]:
    """How a component writes a case's metrics; one not made of cases grades the sample."""
    if isinstance(grader, CaseGrader):
        return grader.write

    def write(metrics: dict[str, float], case: Case) -> None:
        grade = grader.grade(case.sample)
        if grade.score is None:
            raise UngradableError(grade.code or GRADER_ERROR, grade.explanation)
        metrics |= grade.metrics
        metrics[grader.metric_names[0]] = grade.score

    return write
