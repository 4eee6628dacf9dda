"""The weighted composite: the reward that training optimises, and the default grader."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from graders.case import Case, UngradableError
from graders.case_grader import CaseGrader
from graders.config import COMPOSITE, GradingConfig
from graders.grade import GRADER_ERROR, Grade
from graders.grader import load

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
        self._components = [
            (_measure_of(grader), grader.metric_names[0], weights[name])
            for name, grader in components.items()
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
        self.reward_names = frozenset(
            name
            for key, grader in components.items()
            if weights[key]
            for name in grader.reward_names
        )
        self.explanation = self._explanation()

    def grade(self, sample: Sample) -> Grade:
        """Grade one sample; unscored when one component cannot."""
        metrics: dict[str, float] = {}
        curve, paid = self._curve, []
        try:
            case = Case(sample, self.config, needs_calls=self._needs_calls)
            for measure, score_name, weight in self._components:
                measured = measure(case)
                metrics |= measured
                paid.append(weight * measured[score_name] ** curve)
        except UngradableError as error:
            return Grade.unscored(error.code, str(error), self.metric_names)
        return Grade(min(1.0, math.fsum(paid) / self._total), metrics, self.explanation)

    def _explanation(self) -> str:
        power = "" if self.config.curve == 1.0 else f" ** {self.config.curve:g}"
        terms = [
            f"{weight:g} x {score_name.removesuffix('_score')} {{{score_name}:.3f}}{power}"
            for _, score_name, weight in self._components
            if weight
        ]
        return f"reward = {' + '.join(terms)} = {{score:.3f}}"


def _measure_of(grader: Grader) -> Callable[[Case], Mapping[str, float]]:
    """How a component measures a case; one that is not made of cases grades the sample."""
    if isinstance(grader, CaseGrader):
        return grader.measure

    def measure(case: Case) -> Mapping[str, float]:
        grade = grader.grade(case.sample)
        if grade.score is None:
            raise UngradableError(grade.code or GRADER_ERROR, grade.explanation)
        return {**grade.metrics, grader.metric_names[0]: grade.score}

    return measure
