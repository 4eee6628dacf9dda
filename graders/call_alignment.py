"""Predicted calls against expected calls: one to one, by tool, for the greatest similarity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from graders.alignment import align, assignment
from graders.comparison import KEYS_A_STEP, compare, compare_keys
from graders.effort import Effort, TooCostlyError
from graders.sample import new
from graders.text import EQUIVALENT, contains
from graders.toolbox import allows

if TYPE_CHECKING:
    from graders.case import Case
    from graders.sample import JSON, ToolCall

ILL_TYPED: Final = 0.5
"""What is left of partial credit for a value that its tool's schema would refuse."""
MIN_QUESTION: Final = 20
"""Characters from which a question inside a value is pasted, and not a coincidence."""


Arguments = Mapping[str, "JSON"]
Pair = tuple[str, Arguments, Arguments]
"""A tool, the arguments of a call to it, and those of the expected one."""


class CallAlignment(NamedTuple):
    """What came of aligning the calls.

    `similarity` is summed over the pairs; `slots` counts pairs and the calls of either side that
    have none; `right_calls` and `right_parameters` count what is right, by spelling aside.
    """

    similarity: float
    slots: int
    right_calls: int
    right_parameters: int


def align_calls(
    predicted: Sequence[ToolCall], expected: Sequence[ToolCall], case: Case
) -> CallAlignment:
    """Align the calls of each tool; `expected` are some of the case's reference.

    The case says what decides beside the values: the configured comparators, by `tool.parameter`
    or `parameter` (the reference's own go first), the schemas of the tools, and the question,
    which earns nothing when it is pasted into a value. Calls whose thorough comparison would
    exceed the case's effort are compared quickly, and so is what the case has compared after it.
    """
    try:
        return _aligned(predicted, expected, case)
    except TooCostlyError:
        case.effort = Effort(thorough=False)
        return _aligned(predicted, expected, case)


def _aligned(
    predicted: Sequence[ToolCall], expected: Sequence[ToolCall], case: Case
) -> CallAlignment:
    made = dict(predicted)  # a call is a pair of name and arguments
    if case.reference.unique and len(made) == len(predicted):
        pairs = [(tool, made[tool], wanted) for tool, wanted in expected if tool in made]
    else:
        pairs = _best_pairs(predicted, expected, case)
    similarity, right_calls, right_parameters = 0.0, 0, 0
    for tool, given, wanted in pairs:
        score, right = _compare_arguments(case, tool, given, wanted)
        similarity += score
        right_calls += score >= EQUIVALENT
        right_parameters += right
    slots = len(predicted) + len(expected) - len(pairs)
    return new(CallAlignment, (similarity, slots, right_calls, right_parameters))


def _best_pairs(
    predicted: Sequence[ToolCall], expected: Sequence[ToolCall], case: Case
) -> list[Pair]:
    """As many pairs of each tool's calls as there can be, those that are most similar."""
    pairs: list[Pair] = []
    by_tool = _by_tool(predicted)
    for tool, theirs in _by_tool(expected).items():
        ours = by_tool.get(tool, [])
        similarity = partial(_similarity, case, tool)
        chosen = align(ours, theirs, similarity, assignment, case.effort)
        pairs += [(tool, ours[row], theirs[column]) for row, column, _ in chosen]
    return pairs


def _by_tool(calls: Sequence[ToolCall]) -> dict[str, list[Arguments]]:
    found: dict[str, list[Arguments]] = {}
    for tool, arguments in calls:
        found.setdefault(tool, []).append(arguments)
    return found


def _similarity(case: Case, tool: str, predicted: Arguments, expected: Arguments) -> float:
    case.effort.spend(len(expected) // KEYS_A_STEP)
    return _compare_arguments(case, tool, predicted, expected)[0]


def _compare_arguments(
    case: Case, tool: str, predicted: Arguments, expected: Arguments
) -> tuple[float, int]:
    required = case.toolbox.required(tool) if case.toolbox else ()
    return compare_keys(predicted, expected, partial(_compare_values, case, tool), required)


def _compare_values(case: Case, tool: str, answer: JSON, reference: JSON, parameter: str) -> float:
    comparators, comparator = case.config.comparators, None
    if comparators:
        comparator = comparators.get(f"{tool}.{parameter}") or comparators.get(parameter)
    similarity = compare(answer, reference, comparator, case.effort)
    if similarity == 0.0 or similarity >= EQUIVALENT:
        return similarity
    if _pasted(answer, case.sample.question):
        return 0.0
    schema = case.toolbox.parameter(tool, parameter) if case.toolbox else None
    if schema and "enum" in schema:
        return 0.0  # names of choices: alike is not close
    return similarity if not schema or allows(schema, answer) else similarity * ILL_TYPED


def _pasted(answer: JSON, question: str) -> bool:
    """Whether the question stands in the value, or in one of a list's."""
    question = question.strip()
    if len(question) < MIN_QUESTION:
        return False
    if isinstance(answer, list):
        return any(isinstance(text, str) and contains(text, question) for text in answer)
    return isinstance(answer, str) and contains(answer, question)
