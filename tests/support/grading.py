"""Short ways to grade one answer."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.audit.formats import Calls, name_arguments
from graders import MISSING, Grade, Grader, GradingConfig, Sample, ToolCall, Turn, load

if TYPE_CHECKING:
    from graders.sample import JSON

TOOL_CALL: Final = load("tool_call")


def call(name: str, /, **arguments: JSON) -> ToolCall:
    return ToolCall(name, arguments)


def text(calls: Calls) -> str:
    return json.dumps(name_arguments(calls))


def sample(answer: str | Turn | None, reference: JSON = MISSING, **keys: Any) -> Sample:
    turn = Turn(answer) if isinstance(answer, str) else answer
    return Sample("sample-1", turn, reference, **keys)


def grade(answer: str | Turn, reference: JSON, grader: Grader = TOOL_CALL, **keys: Any) -> Grade:
    """The grade of a sample that can be scored."""
    found = grader.grade(sample(answer, reference, **keys))
    assert found.graded, found.reason
    return found


def score(answer: str | Turn, reference: JSON, grader: Grader = TOOL_CALL, **keys: Any) -> float:
    found = grade(answer, reference, grader, **keys).score
    assert found is not None
    return found


def score_calls(calls: Calls, gold: Calls, grader: Grader = TOOL_CALL, **keys: Any) -> float:
    """The score of calls against others, both as plain JSON lists."""
    return score(text(calls), name_arguments(gold), grader, **keys)


def configured(name: str = "tool_call", **config: Any) -> Grader:
    return load(name, GradingConfig.model_validate(config))
