"""Graders of tool calls: the same code pays rewards, scores evaluations and runs on a laptop."""

from graders.config import GradingConfig
from graders.grade import Grade
from graders.grader import Grader, UnknownGraderError, available, grade_safely, load
from graders.sample import MISSING, Sample, ToolCall, Turn

__all__ = [
    "MISSING",
    "Grade",
    "Grader",
    "GradingConfig",
    "Sample",
    "ToolCall",
    "Turn",
    "UnknownGraderError",
    "available",
    "grade_safely",
    "load",
]
