"""The reference formula of AWS's Nova SFT and RFT workshop, kept for comparison with it.

It reproduces that reward on answers which that code could read: repeated tools collapse, only
tools on both sides have their parameters compared, and half of text similarity is shared
letters. These are known holes (see docs/grading.md); train with the default preset instead.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Final

from graders.case_grader import CaseGrader
from graders.comparison import compare
from graders.effort import Effort
from graders.parsing.query_analysis import unwrap
from graders.sample import Accepted
from graders.text import common_length

if TYPE_CHECKING:
    from graders.case import Case
    from graders.sample import JSON, ToolCall

TOOLS, PARAMETERS, SEQUENCE = 0.3, 0.3, 0.4
KEYS, VALUES = 0.3, 0.7
LETTERS, WORDS = 0.4, 0.6

_FIELDS: Final[dict[str, type]] = {"Information needed": str, "Tools": list}
_TOOL_FIELDS: Final[dict[str, type]] = {"Tool": str, "Parameters": dict, "Reasoning": str}


class NovaWorkshopGrader(CaseGrader):
    """0 for an invalid schema, else 0.3 tool F1 + 0.3 parameters + 0.4 sequence; in [0, 1].

    The schema is that of `Query analysis`; answers in another format are valid when their data
    reads by the book. Tools are sets; sequence is the share of expected positions that hold the
    expected tool. Where no call is expected, silence scores 1 and any attempt 0.
    """

    name = "nova_workshop"
    metric_names = (
        "overall_score",
        "schema_valid",
        "tool_set_precision",
        "tool_set_recall",
        "tool_set_f1",
        "parameter_accuracy",
        "sequence_accuracy",
        "lcs_ratio",
    )
    explanation = (
        "{schema_valid:g} x (0.3 x {tool_set_f1:.3f} + 0.3 x {parameter_accuracy:.3f}"
        " + 0.4 x {sequence_accuracy:.3f}) = {overall_score:.3f}"
    )

    def write(self, metrics: dict[str, float], case: Case) -> None:
        if case.silence is not None:
            metrics |= dict.fromkeys(self.metric_names, case.silence)
            return
        called, expected = case.answer.calls, case.reference.calls
        mine = {call.name: call for call in called}
        theirs = {call.name: call for call in expected}
        shared = [name for name in theirs if name in mine]  # a set's order would vary
        accuracy = sum(_parameters(mine[name], theirs[name]) for name in shared)
        accuracy = accuracy / len(shared) if shared else 0.0
        f1 = 2 * len(shared) / (len(mine) + len(theirs))
        sequence = sum(map(str.__eq__, case.called, case.expected)) / len(expected)
        common = common_length(case.expected, case.called)
        valid = float(_schema_valid(case))
        metrics["overall_score"] = valid * (
            TOOLS * f1 + PARAMETERS * accuracy + SEQUENCE * sequence
        )
        metrics["schema_valid"] = valid
        metrics["tool_set_precision"] = len(shared) / len(mine)
        metrics["tool_set_recall"] = len(shared) / len(theirs)
        metrics["tool_set_f1"] = f1
        metrics["parameter_accuracy"] = accuracy
        metrics["sequence_accuracy"] = sequence
        metrics["lcs_ratio"] = common / len(expected)


def _schema_valid(case: Case) -> bool:
    for piece in case.answer.pieces:
        if piece.calls and piece.quality < 1.0:
            return False
        answer = unwrap(piece.value) if isinstance(piece.value, dict) else {}
        if "Tools" in answer and not _query_analysis(answer):
            return False
    return True


def _query_analysis(answer: Mapping[str, JSON]) -> bool:
    types = answer.get("Type")
    labels = types if isinstance(types, list) else [types]
    return (
        all(isinstance(label, str) for label in labels)
        and _has(answer, _FIELDS)
        and all(isinstance(tool, dict) and _has(tool, _TOOL_FIELDS) for tool in answer["Tools"])
    )


def _has(value: Mapping[str, JSON], fields: Mapping[str, type]) -> bool:
    return all(isinstance(value.get(field), kind) for field, kind in fields.items())


def _parameters(called: ToolCall, expected: ToolCall) -> float:
    mine = called.arguments
    theirs = {
        key: value
        for key, value in expected.arguments.items()
        if key in mine or not (isinstance(value, Accepted) and value.optional)
    }
    shared = [key for key in theirs if key in mine]
    if not mine or not theirs:
        return float(len(mine) == len(theirs))
    keys = _jaccard(mine.keys(), theirs.keys())
    values = sum(_value(mine[key], theirs[key]) for key in shared)
    return KEYS * keys + VALUES * (values / len(shared) if shared else 0.0)


def _value(answer: JSON, reference: JSON) -> float:
    if isinstance(reference, Accepted):
        return max((_value(answer, value) for value in reference.values), default=0.0)
    if isinstance(answer, list) and isinstance(reference, list):
        return _jaccard({str(item) for item in answer}, {str(item) for item in reference})
    if isinstance(answer, str) and isinstance(reference, str):
        return _text(answer.lower(), reference.lower())
    return float(compare(answer, reference, effort=Effort(thorough=False)) == 1.0)


def _text(answer: str, reference: str) -> float:
    if not answer or not reference:
        return float(answer == reference)
    letters = _jaccard(set(answer), set(reference))
    words, expected = set(answer.split()), set(reference.split())
    similar = _jaccard(words, expected) if words and expected else letters
    return LETTERS * letters + WORDS * similar


def _jaccard(one: AbstractSet[Hashable], two: AbstractSet[Hashable]) -> float:
    return len(one & two) / len(one | two) if one | two else 1.0
