"""What is right and wrong in one answer, call by call and parameter by parameter.

Everything that is counted over a run, or said about a sample, follows from these facts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from graders import ToolCall
from graders.alignment import align, assignment
from graders.call_alignment import align_calls
from graders.sample import Accepted
from graders.toolbox import Toolbox

if TYPE_CHECKING:
    from graders.call_alignment import CallAlignment
    from graders.case import Case

Parameter = tuple[str, str, Literal["right", "wrong", "missing", "extra"]]
"""A tool, one of its parameters, and what became of it."""

_PLAIN: Final = frozenset({str, int, float, bool, type(None)})
"""Types whose equal values are the same. In a list, True would equal 1."""


class Facts(NamedTuple):
    """One answer beside its reference.

    `called` and `expected` are the names of the tools, in order. `hits` are those that both have,
    as multisets; `confused` pairs what is left, in order, as (expected, called), with None where
    one side has no more. `invented` are the called names that are not offered; `offers` says
    whether the sample offers any. `aligned` holds the parameters of calls that have a counterpart
    of the same tool, `lone` those of calls that only one side has.
    """

    called: tuple[str, ...]
    expected: tuple[str, ...]
    hits: tuple[str, ...]
    confused: tuple[tuple[str | None, str | None], ...]
    invented: tuple[str, ...]
    offers: bool
    aligned: list[Parameter]
    lone: list[Parameter]


def facts_of(case: Case) -> Facts:
    """The facts of a case whose reference speaks of calls."""
    toolbox = _offered(case)
    offers = bool(toolbox)
    invented = tuple([name for name in case.called if name not in toolbox]) if offers else ()
    called, expected = case.called, case.expected
    pairing = (expected, ()) if called == expected else _pair_off(called, expected)
    return Facts(called, expected, *pairing, invented, offers, *_parameters(case))


def _pair_off(
    called: Sequence[str], expected: Sequence[str]
) -> tuple[tuple[str, ...], tuple[tuple[str | None, str | None], ...]]:
    shared = Counter(called) & Counter(expected)
    missing, extra = _without(expected, shared), _without(called, shared)
    return tuple(shared.elements()), tuple(zip_longest(missing, extra))


def _without(names: Sequence[str], shared: Mapping[str, int]) -> list[str]:
    """The names but for the first `shared[name]` of each."""
    left, rest = dict(shared), []
    for name in names:
        if left.get(name):
            left[name] -= 1
        else:
            rest.append(name)
    return rest


def _parameters(case: Case) -> tuple[list[Parameter], list[Parameter]]:
    """The parameters of aligned calls, and those of calls that only one side has."""
    aligned: list[Parameter] = []
    lone: list[Parameter] = []
    made, wanted = _by_tool(case.answer.calls), _by_tool(case.reference.calls)
    for tool, theirs in wanted.items():
        ours = made.pop(tool, [])
        pairs = _pairs(case, ours, theirs)
        for row, column in pairs.items():
            aligned += _outcomes(case, tool, ours[row].arguments, theirs[column].arguments)
        answered = set(pairs.values())
        for column, call in enumerate(theirs):
            if column not in answered:
                lone += _outcomes(case, tool, {}, call.arguments)
        for row, call in enumerate(ours):
            if row not in pairs:
                lone += _outcomes(case, tool, call.arguments, {})
    for tool, ours in made.items():
        for call in ours:
            lone += _outcomes(case, tool, call.arguments, {})
    return aligned, lone


def _by_tool(calls: Sequence[ToolCall]) -> dict[str, list[ToolCall]]:
    by_tool: dict[str, list[ToolCall]] = {}
    for call in calls:
        by_tool.setdefault(call.name, []).append(call)
    return by_tool


def _pairs(case: Case, ours: list[ToolCall], theirs: list[ToolCall]) -> dict[int, int]:
    """Which of our calls stands for which of theirs: the greatest similarity, as it is graded."""
    if len(ours) == len(theirs) == 1:
        return {0: 0}

    def similarity(mine: ToolCall, other: ToolCall) -> float:
        return _align(case, mine, other).similarity

    return {row: column for row, column, _ in align(ours, theirs, similarity, assignment)}


def _outcomes(
    case: Case, tool: str, given: Mapping[str, Any], expected: Mapping[str, Any]
) -> Iterator[Parameter]:
    for name, wanted in expected.items():
        if name in given:
            right = _right(case, tool, name, given[name], wanted)
            yield tool, name, "right" if right else "wrong"
        elif _demanded(case, tool, name, wanted):
            yield tool, name, "missing"
    for name in given:
        if name not in expected:
            yield tool, name, "extra"


def _right(case: Case, tool: str, name: str, given: Any, wanted: Any) -> bool:
    """Whether the graders count the value as right."""
    kind = type(given)
    if kind in _PLAIN and kind is type(wanted) and given == wanted:
        return True
    mine, other = ToolCall(tool, {name: given}), ToolCall(tool, {name: wanted})
    return _align(case, mine, other).right_parameters == 1


def _align(case: Case, mine: ToolCall, other: ToolCall) -> CallAlignment:
    return align_calls((mine,), (other,), case)


def _offered(case: Case) -> Toolbox:
    return case.toolbox or Toolbox(())


def _demanded(case: Case, tool: str, name: str, wanted: Any) -> bool:
    """Whether it is an error to leave the parameter out; what a schema requires always is."""
    optional = type(wanted) is Accepted and wanted.optional
    return not optional or name in _offered(case).required(tool)
