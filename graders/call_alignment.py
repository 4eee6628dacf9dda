"""Predicted calls against expected calls: one to one, by tool, for the greatest similarity."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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


Group = tuple[list["ToolCall"], list["ToolCall"]]


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
    compare_calls = _CallComparison(comparators, toolbox, question)
    similarity, slots, right_calls, right_parameters = 0.0, 0, 0, 0
    for made, wanted in _groups(predicted, expected):
        slots += max(len(made), len(wanted))
        for one, two in _pairs(made, wanted, compare_calls):
            score, right = compare_calls(one, two)
            similarity += score
            right_calls += score >= EQUIVALENT
            right_parameters += right
    return CallAlignment(
        similarity,
        slots,
        right_calls,
        right_parameters,
        sum([len(call.arguments) for call in predicted]),
        sum(map(_demanded, expected)),
    )


def _groups(predicted: Sequence[ToolCall], expected: Sequence[ToolCall]) -> list[Group]:
    """The calls of each tool, of both sides."""
    groups: dict[str, Group] = {}
    for call in expected:
        groups.setdefault(call.name, ([], []))[1].append(call)
    for call in predicted:
        groups.setdefault(call.name, ([], []))[0].append(call)
    return list(groups.values())


def _pairs(
    made: list[ToolCall], wanted: list[ToolCall], compare_calls: _CallComparison
) -> list[tuple[ToolCall, ToolCall]]:
    if len(made) == len(wanted) == 1:
        return [(made[0], wanted[0])]
    pairs = align(made, wanted, compare_calls.similarity, assignment)
    return [(made[row], wanted[column]) for row, column, _ in pairs]


def _demanded(call: ToolCall) -> int:
    count = len(call.arguments)
    for value in call.arguments.values():
        if type(value) is Accepted and value.optional:
            count -= 1
    return count


class _CallComparison:
    """Compares the arguments of two calls of one tool."""

    def __init__(
        self, comparators: Mapping[str, Comparator], toolbox: Toolbox, question: str
    ) -> None:
        self.comparators = comparators
        self.toolbox = toolbox
        self.question = question.strip()

    def similarity(self, predicted: ToolCall, expected: ToolCall) -> float:
        return self(predicted, expected)[0]

    def __call__(self, predicted: ToolCall, expected: ToolCall) -> tuple[float, int]:
        def rule(answer: JSON, reference: JSON, parameter: str) -> float:
            return self._value(answer, reference, expected.name, parameter)

        required = self.toolbox.required(expected.name) if self.toolbox else ()
        return compare_keys(predicted.arguments, expected.arguments, rule, required)

    def _value(self, answer: JSON, reference: JSON, tool: str, parameter: str) -> float:
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
        if len(self.question) < MIN_QUESTION:
            return False
        texts = answer if isinstance(answer, list) else [answer]
        return any(isinstance(text, str) and contains(text, self.question) for text in texts)
