"""Strands: the only check of tools that asks no judge, whether a tool was called."""

from __future__ import annotations

from statistics import fmean
from typing import Any

from serve import one_by_one, serve
from strands_evals.evaluators.deterministic.trajectory import ToolCalled
from strands_evals.types import EvaluationData


def prepare(case: dict[str, Any]) -> tuple[list[ToolCalled], EvaluationData]:
    """One check for each expected tool, and the tools that were called."""
    checks = [ToolCalled(tool_name=call["name"]) for call in case["gold"]]
    called = [call["name"] for call in case["calls"]]
    return checks, EvaluationData(input=case["question"], actual_trajectory=called)


def score(prepared: tuple[list[ToolCalled], EvaluationData]) -> float:
    """The mean of the checks."""
    checks, data = prepared
    return fmean(check.evaluate(data)[0].score for check in checks)


if __name__ == "__main__":
    serve(prepare, one_by_one(score))
