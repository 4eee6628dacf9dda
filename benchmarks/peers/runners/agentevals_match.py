"""LangChain's agentevals: a trajectory match, `strict` and with `exact` arguments unless told."""

from __future__ import annotations

import json
import sys
from typing import Any

from agentevals.trajectory.match import create_trajectory_match_evaluator
from serve import one_by_one, serve

MODE, ARGUMENTS = sys.argv[1:3] if sys.argv[2:] else ("strict", "exact")
EVALUATE = create_trajectory_match_evaluator(
    trajectory_match_mode=MODE, tool_args_match_mode=ARGUMENTS
)


def prepare(case: dict[str, Any]) -> dict[str, Any]:
    """Both sides as OpenAI messages; arguments that are text already stay so."""
    return {"outputs": messages(case["calls"]), "reference_outputs": messages(case["gold"])}


def messages(calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One assistant message with these calls."""
    functions = [{"name": call["name"], "arguments": text(call["arguments"])} for call in calls]
    tool_calls = [{"id": "1", "type": "function", "function": one} for one in functions]
    return [{"role": "assistant", "content": "", "tool_calls": tool_calls}]


def text(arguments: Any) -> str:
    """JSON text."""
    return arguments if isinstance(arguments, str) else json.dumps(arguments)


def score(sides: dict[str, Any]) -> bool:
    """Whether they match."""
    return bool(EVALUATE(**sides)["score"])


if __name__ == "__main__":
    serve(prepare, one_by_one(score))
