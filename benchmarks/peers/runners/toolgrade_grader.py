"""Toolgrade in process: the default grader on samples."""

from __future__ import annotations

import json
from typing import Any

from serve import one_by_one, serve

from graders import Sample, Turn, load

GRADER = load("tool_call")


def prepare(case: dict[str, Any]) -> Sample:
    """A sample with the model's text."""
    turn = Turn(json.dumps(case["calls"]))
    return Sample("1", turn, case["gold"], case["question"], tuple(case["tools"]))


def score(sample: Sample) -> float | None:
    """The reward."""
    return GRADER.grade(sample).score


if __name__ == "__main__":
    serve(prepare, one_by_one(score))
