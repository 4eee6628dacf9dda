"""Were the tools called in the right order?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from graders.alignment import overlap
from graders.case_grader import CaseGrader
from graders.text import common_length

if TYPE_CHECKING:
    from graders.case import Case

MAX_STEPS: Final = 40_000
"""Steps of looking for the best order: 5 ms."""

Groups = Sequence[Sequence[str]]


class ToolSequenceGrader(CaseGrader):
    """Twice the calls in order, over the number of called and expected calls; in [0, 1].

    `order: gaps` counts the longest sequence that both sides have in common, other calls in
    between or not; `strict`, the calls that stand at their expected position; `any`, no order
    at all. Calls of one group of the reference may come in any order among themselves. Where no
    call is expected, silence scores 1 and any attempt 0.
    """

    name = "tool_sequence"
    metric_names = ("tool_sequence_score",)
    explanation = "{tool_sequence_score:.1%} of the called and the expected calls are in order"

    def write(self, metrics: dict[str, float], case: Case) -> None:
        score = case.silence
        if score is None:
            score = 2 * self.in_order(case) / (len(case.called) + len(case.expected))
        metrics["tool_sequence_score"] = score

    def in_order(self, case: Case) -> int:
        """How many calls stand in the order that the configuration asks for."""
        called, expected = case.called, case.expected
        if called == expected:
            return len(called)
        if self.config.order == "gaps" and len(case.reference.groups or ()) == len(expected):
            return common_length(expected, called)
        if self.config.order == "any":
            return overlap(called, expected)
        groups = [[call.name for call in group] for group in case.reference.groups or ()]
        if self.config.order == "strict":
            return positional_count(called, groups)
        return ordered_count(called, groups)


def positional_count(called: Sequence[str], groups: Groups) -> int:
    """How many calls stand where their group stands, each group as long as it is expected."""
    start = count = 0
    for group in groups:
        count += overlap(called[start : start + len(group)], group)
        start += len(group)
    return count


def ordered_count(called: Sequence[str], groups: Groups) -> int:
    """The most calls that can be kept so that no group comes before an earlier one.

    With groups of one this is the longest common subsequence. Dynamic programming over the
    groups and where each begins among the calls to tools that are wanted. Beyond `MAX_STEPS`,
    which 40 such calls do not reach, it is the more of those that stand in their places and those
    in the order in which the groups are written.
    """
    if len(groups) == 1:
        return overlap(called, groups[0])
    flat = [name for group in groups for name in group]
    wanted = set(flat)
    called = [name for name in called if name in wanted]
    if len(groups) * len(called) ** 2 > MAX_STEPS:
        return max(positional_count(called, groups), common_length(flat, called))
    best = [0] * (len(called) + 1)  # the most among the first i calls, by the groups so far
    for group in groups:
        extended = list(best)
        for start, kept in enumerate(best):
            left, kept_here = Counter(group), 0
            for end in range(start, len(called)):
                if left[called[end]] > 0:
                    left[called[end]] -= 1
                    kept_here += 1
                    extended[end + 1] = max(extended[end + 1], kept + kept_here)
                if kept_here == len(group):
                    break
        for index in range(1, len(extended)):
            extended[index] = max(extended[index], extended[index - 1])
        best = extended
    return best[-1]
