"""Google's ADK: a trajectory match, `EXACT` unless told, a batch of invocations a call."""

from __future__ import annotations

import sys
from typing import Any

from google.adk.evaluation.eval_case import IntermediateData, Invocation
from google.adk.evaluation.eval_metrics import EvalMetric, ToolTrajectoryCriterion
from google.adk.evaluation.trajectory_evaluator import TrajectoryEvaluator
from google.genai.types import Content, FunctionCall, Part
from serve import serve

MATCH = ToolTrajectoryCriterion.MatchType[sys.argv[1] if sys.argv[1:] else "EXACT"]
EVALUATOR = TrajectoryEvaluator(
    eval_metric=EvalMetric(
        metric_name="tool_trajectory_avg_score",
        threshold=0.5,
        criterion=ToolTrajectoryCriterion(threshold=0.5, match_type=MATCH),
    )
)


def prepare(case: dict[str, Any]) -> tuple[Invocation, Invocation]:
    """The invocation as it went, and as expected."""
    asked = Content(parts=[Part(text=case["question"])])
    went, expected = (
        [FunctionCall(name=call["name"], args=call["arguments"]) for call in case[side]]
        for side in ("calls", "gold")
    )
    return invocation(asked, went), invocation(asked, expected)


def invocation(asked: Content, calls: list[FunctionCall]) -> Invocation:
    """One turn with these calls."""
    return Invocation(user_content=asked, intermediate_data=IntermediateData(tool_uses=calls))


def grade(batch: list[tuple[Invocation, Invocation]]) -> list[float]:
    """The scores of all."""
    if not batch:
        return []
    went, expected = (list(side) for side in zip(*batch, strict=True))
    found = EVALUATOR.evaluate_invocations(went, expected)
    return [result.score for result in found.per_invocation_results]


if __name__ == "__main__":
    serve(prepare, grade)
