"""What is wrong with one answer, in kinds that people can filter by."""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from graders import Turn
from graders.case import Case
from graders.exact_match import ExactMatchGrader
from graders.json_parsability import JsonParsabilityGrader
from graders.tool_sequence import ToolSequenceGrader

if TYPE_CHECKING:
    from eval_jobs.metrics.examined import Examined
    from eval_jobs.metrics.facts import Facts
    from graders.case_grader import CaseGrader
    from graders.parsing.answer import Piece

KINDS: Final = {
    "unscored": "could not be graded",
    "unreadable": "the answer could not be read as calls",
    "damaged": "the answer's JSON had to be mended",
    "missed": "a call was expected and none was made",
    "needless": "no call was expected and one was made",
    "wrong_tool": "another tool was called than the expected one",
    "invented_tool": "a tool was called that is not offered",
    "missing_call": "an expected call is missing",
    "extra_call": "a call was made that is not expected",
    "wrong_order": "the calls are right, their order is not",
    "missing_parameter": "an expected parameter is missing",
    "extra_parameter": "a parameter was given that is not expected",
    "wrong_value": "a parameter has the wrong value",
    "wrong": "not fully right, in none of these ways",
}
"""Every kind of error, and what it means."""


def diagnose(found: Examined, exact: float, *, of_calls: bool = True) -> tuple[str, ...]:
    """What is wrong with an answer, in the order of KINDS; nothing when it is fully right.

    `exact` is what `eval_jobs.run.fully_right` says of it in its run, and has the last word: 1
    right, 0 wrong, nan unscored. An answer that is wrong in no way that can be named is "wrong";
    so are all in a run that is not graded by its calls (`of_calls`), and those whose reference
    says nothing of calls.
    """
    if exact == 1.0:
        return ()
    if math.isnan(exact):
        return ("unscored",)
    kinds: set[str] = set()
    if of_calls and found.case is not None and found.facts is not None:
        with suppress(Exception):  # a defect, which costs this sample its kinds only
            kinds.update(_kinds(found.case, found.facts))
    return tuple(kind for kind in KINDS if kind in kinds) or ("wrong",)


def _kinds(case: Case, facts: Facts) -> Iterator[str]:
    if facts.called and facts.expected and not _full(JsonParsabilityGrader, case):
        yield "damaged"
    if facts.invented:
        yield "invented_tool"
    if not facts.called and any(map(_meant, case.answer.pieces)):
        yield "unreadable"
    yield from _kinds_of_calls(facts)
    for _, _, outcome in facts.aligned:
        if outcome != "right":
            yield "wrong_value" if outcome == "wrong" else f"{outcome}_parameter"
    if facts.called and not facts.confused and _out_of_order(case, facts):
        yield "wrong_order"


def _meant(piece: Piece) -> bool:
    """Whether a piece without calls looks like calls all the same: it is broken, or of objects."""
    values = piece.value if isinstance(piece.value, list) else [piece.value]
    return not piece.whole or any(isinstance(value, dict) for value in values)


def _kinds_of_calls(facts: Facts) -> Iterator[str]:
    """An invented tool is a kind of its own: no wrong tool, and no extra call."""
    if not facts.called or not facts.expected:
        if facts.called or facts.expected:
            yield "missed" if facts.expected else "needless"
        return
    for expected, called in facts.confused:
        if called is None:
            yield "missing_call"
        elif called not in facts.invented:
            yield "wrong_tool" if expected else "extra_call"


def _out_of_order(case: Case, facts: Facts) -> bool:
    """Whether the right tools were called in the wrong order.

    Or with each other's arguments: then every call is right, and not in its place.
    """
    if not _full(ToolSequenceGrader, case):
        return True
    if any(outcome != "right" for _, _, outcome in facts.aligned):
        return False
    items = [{"name": call.name, "arguments": call.arguments} for call in case.answer.calls]
    mended = case.sample._replace(answer=Turn("", tuple(items)))
    return not _full(ExactMatchGrader, Case(mended, case.config))


def _full(grader: type[CaseGrader], case: Case) -> bool:
    """Whether a grader gives the answer everything that it can give."""
    return all(score == 1.0 for score in grader(case.config).measure(case).values())
