"""The formula of AWS's Nova workshop, as a bare Lambda."""

from __future__ import annotations

import json
from typing import Any

from serve import serve

from benchmarks.workshop_formula import lambda_handler


def prepare(case: dict[str, Any]) -> dict[str, Any]:
    """A sample in the only form that it reads."""
    answer = json.dumps(analysis(case["calls"]))
    messages = [{"role": "assistant", "content": answer}]
    return {"id": "1", "messages": messages, "reference_answer": analysis(case["gold"])}


def analysis(calls: list[Any]) -> dict[str, Any]:
    """Calls as a `Query analysis`; what is no call stays as it is."""
    tools = [
        {"Tool": call["name"], "Parameters": call["arguments"], "Reasoning": "x"}
        if isinstance(call, dict)
        else call
        for call in calls
    ]
    return {"Type": ["x"], "Information needed": "x", "Tools": tools}


def grade(batch: list[dict[str, Any]]) -> list[float]:
    """The rewards."""
    return [result["aggregate_reward_score"] for result in lambda_handler(batch, {})]


if __name__ == "__main__":
    serve(prepare, grade)
