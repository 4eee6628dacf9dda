"""Predicted calls against expected calls: one to one, by tool, for the greatest similarity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final, NamedTuple

from graders.alignment import align, assignment
from graders.comparison import compare, compare_keys
from graders.sample import Accepted
from graders.text import EQUIVALENT, contains
from graders.toolbox import Toolbox, allows

if TYPE_CHECKING:
    from graders.config import Comparator
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
    predicted_parameters: int
    expected_parameters: int


def align_calls(
    predicted: Sequence[ToolCall],
    expected: Sequence[ToolCall],
    comparators: Mapping[str, Comparator],
    toolbox: Toolbox,
    question: str,
) -> CallAlignment:
    """Align the calls of each tool.

    `comparators` are the configured ones by `tool.parameter` or `parameter`; the reference's
    own go first. `question` is what earns nothing when it is pasted into a value.
    """
    if predicted == expected and _only_text(expected):
        return _all_right(expected)
    compare_calls = _CallComparison(comparators, toolbox, question)
    pairs = _pairs(predicted, expected, compare_calls)
    similarity, right_calls, right_parameters = 0.0, 0, 0
    for tool, made, wanted in pairs:
        score, right = compare_calls(tool, made, wanted)
        similarity += score
        right_calls += score >= EQUIVALENT
        right_parameters += right
    return CallAlignment(
        similarity,
        len(predicted) + len(expected) - len(pairs),
        right_calls,
        right_parameters,
        sum([len(arguments) for _, arguments in predicted]),
        _demanded(expected),
    )


def _only_text(calls: Sequence[ToolCall]) -> bool:
    for _, arguments in calls:
        for value in arguments.values():
            if type(value) is not str:
                return False
    return True


def _all_right(calls: Sequence[ToolCall]) -> CallAlignment:
    """What aligning calls with themselves comes to."""
    count, parameters = len(calls), sum([len(arguments) for _, arguments in calls])
    return CallAlignment(float(count), count, count, parameters, parameters, parameters)


def _pairs(
    predicted: Sequence[ToolCall], expected: Sequence[ToolCall], compare_calls: _CallComparison
) -> list[Pair]:
    """As many pairs of each tool's calls as there can be; most tools are called once."""
    made, wanted = dict(predicted), dict(expected)  # a call is a pair of name and arguments
    if len(made) == len(predicted) and len(wanted) == len(expected):
        return [(tool, made[tool], wanted[tool]) for tool in wanted if tool in made]
    pairs: list[Pair] = []
    for tool in wanted:
        ours = [call.arguments for call in predicted if call.name == tool]
        theirs = [call.arguments for call in expected if call.name == tool]
        chosen = align(ours, theirs, partial(compare_calls.similarity, tool), assignment)
        pairs += [(tool, ours[row], theirs[column]) for row, column, _ in chosen]
    return pairs


def _demanded(calls: Sequence[ToolCall]) -> int:
    """How many parameters the calls have that are not optional."""
    return sum(
        [
            type(value) is not Accepted or not value.optional
            for _, arguments in calls
            for value in arguments.values()
        ]
    )


class _CallComparison:
    """Compares the arguments of two calls of one tool."""

    def __init__(
        self, comparators: Mapping[str, Comparator], toolbox: Toolbox, question: str
    ) -> None:
        self.comparators = comparators
        self.toolbox = toolbox or None
        self.question = question

    def similarity(self, tool: str, predicted: Arguments, expected: Arguments) -> float:
        return self(tool, predicted, expected)[0]

    def __call__(self, tool: str, predicted: Arguments, expected: Arguments) -> tuple[float, int]:
        required = self.toolbox.required(tool) if self.toolbox else ()
        return compare_keys(predicted, expected, partial(self._value, tool), required)

    def _value(self, tool: str, answer: JSON, reference: JSON, parameter: str) -> float:
        comparator = None
        if self.comparators:
            comparator = self.comparators.get(f"{tool}.{parameter}") or self.comparators.get(
                parameter
            )
        similarity = compare(answer, reference, comparator)
        if similarity == 0.0 or similarity >= EQUIVALENT:
            return similarity
        if self._pasted(answer):
            return 0.0
        schema = self.toolbox.parameter(tool, parameter) if self.toolbox else None
        if schema and "enum" in schema:
            return 0.0  # names of choices: alike is not close
        return similarity if not schema or allows(schema, answer) else similarity * ILL_TYPED

    def _pasted(self, answer: JSON) -> bool:
        """Whether the question stands in the value, or in one of a list's."""
        question = self.question.strip()
        if len(question) < MIN_QUESTION:
            return False
        if isinstance(answer, list):
            return any(isinstance(text, str) and contains(text, question) for text in answer)
        return isinstance(answer, str) and contains(answer, question)
