"""Toolgrade as AWS runs it: an event through the reward handler."""

from __future__ import annotations

import contextlib
import io
import json
from typing import Any

from serve import serve

from reward_service import handlers


def prepare(case: dict[str, Any]) -> dict[str, Any]:
    """A sample as the trainer sends it."""
    messages = [
        {"role": "user", "content": case["question"]},
        {"role": "assistant", "content": json.dumps(case["calls"])},
    ]
    sample = {"id": "1", "messages": messages, "reference_answer": case["gold"]}
    return sample | ({"tools": case["tools"]} if case["tools"] else {})


def grade(batch: list[dict[str, Any]]) -> list[float]:
    """The rewards; metric lines are written to memory."""
    with contextlib.redirect_stdout(io.StringIO()):
        results = handlers.reward(batch, {})
    return [result["aggregate_reward_score"] for result in results]


if __name__ == "__main__":
    serve(prepare, grade)
