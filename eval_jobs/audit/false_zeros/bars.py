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
"""A warning, never a failure: who demands one format, and nothing around it, may mean it. What
the prompt asks for is not known here. Only right answers in the reference's own format, bare,
have to be paid whatever it asks."""


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
            NEVER,
            "Chance decides whether a right answer is paid: white space, or three backticks.",
            "Take off white space and code fences before reading, or forbid them in the prompt.",
        ),
        "false_zeros.thoughts": _bar(
            "The same after a thought, or in solution tags",
            ANY,
            NEVER,
            "Thinking is punished: the policy learns to answer without.",
            "Grade what follows the thought, and what stands in solution or answer tags, or have "
            "the prompt forbid them.",
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
