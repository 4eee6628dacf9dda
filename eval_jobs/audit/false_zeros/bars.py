"""The bars of the false-zero checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from eval_jobs.audit.check import Bar

ANY: Final = 0.0
SOME: Final = 0.05
"""From one in twenty on, it is no odd record but a rule of the grader."""
NEVER: Final = 1.0
"""Answers in formats that nobody asked for are a warning, never a failure."""


def _bar(title: str, warn: float, fail: float, why: str, mend: str) -> Bar:
    return Bar(title, "share", "above", warn, fail, why, mend)


BARS: Final[Mapping[str, Bar]] = MappingProxyType(
    {
        "false_zeros.own_format": _bar(
            "Right answers in the reference's own format that do not score 1",
            ANY,
            ANY,
            "The right answer is not the best paid one: the policy moves on to another.",
            "Make the grader pay 1 for its reference, or mend the reference.",
        ),
        "false_zeros.fences": _bar(
            "The same in white space or a code fence",
            ANY,
            SOME,
            "Chance decides whether a right answer is paid: white space, or three backticks.",
            "Take off white space and code fences before reading the answer.",
        ),
        "false_zeros.thoughts": _bar(
            "The same after a thought, or in solution tags",
            ANY,
            SOME,
            "Thinking is punished: the policy learns to answer without.",
            "Grade what follows the thought, and what stands in the solution or answer tags.",
        ),
        "false_zeros.prose": _bar(
            "The same with a sentence before and after",
            ANY,
            NEVER,
            "A right answer with a friendly word earns nothing: early training finds no reward.",
            "Find the data in the text, or tell the model to write nothing else.",
        ),
        "false_zeros.other_formats": _bar(
            "The same calls in other answer formats",
            ANY,
            NEVER,
            "A model trained on another format finds no reward to climb.",
            "Parse the formats that the note names, or tell the model in the prompt which to use.",
        ),
        "false_zeros.structured": _bar(
            "The same calls as structured messages",
            ANY,
            NEVER,
            "Where the service returns tool calls beside the text, right answers earn nothing.",
            "Read `tool_calls` and `toolUse` blocks, or have the service return plain text.",
        ),
        "false_zeros.alternatives": _bar(
            "Other answers that the reference accepts and that do not score 1",
            ANY,
            SOME,
            "The policy learns one spelling by heart, and is punished for another right one.",
            "Compare with every accepted value, and let optional parameters be left out.",
        ),
    }
)
