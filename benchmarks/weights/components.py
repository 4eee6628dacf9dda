"""The grader taken apart: every answer's components are measured once, and paid many times."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from benchmarks.weights.candidates import SCORES
from graders import grade_safely, load
from graders.records import read_record

if TYPE_CHECKING:
    from benchmarks.weights.candidates import Candidate
    from eval_jobs.audit.paying import Pay, Probe


class Components:
    """Remembers the component scores of every answer; None for one that is unscored."""

    def __init__(self) -> None:
        self._grader = load("tool_call")
        self._known: dict[tuple[str, str], tuple[float, ...] | None] = {}

    def under(self, candidate: Candidate) -> Pay:
        """What the default grader would pay, had it these weights and this curve."""

        def pay(probes: Sequence[Probe], _label: str) -> list[float | None]:
            found = map(self._scores, probes)
            return [None if one is None else candidate.reward(one) for one in found]

        return pay

    def _scores(self, probe: Probe) -> tuple[float, ...] | None:
        key = (probe.item.id, json.dumps(probe.answer))
        if key not in self._known:
            sample = read_record(probe.item.answered(probe.answer))
            grade = grade_safely(self._grader, sample)
            self._known[key] = _scores(grade.metrics) if grade.graded else None
        return self._known[key]


def _scores(metrics: Mapping[str, float]) -> tuple[float, ...]:
    return tuple(metrics[name] for name in SCORES.values())
