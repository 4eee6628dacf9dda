"""Is the answer fully right?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.call_alignment import align_calls
from graders.case_grader import CaseGrader
from graders.tool_sequence import ToolSequenceGrader

if TYPE_CHECKING:
    from graders.case import Case
    from graders.config import GradingConfig


class ExactMatchGrader(CaseGrader):
    """1 when every expected call is made, once, in order and with right arguments; else 0.

    Right is equal, or equal up to case, spacing and punctuation in text; the data must read by
    the book. It pays for what the other components cannot: being done, and not almost there.
    """

    name = "exact_match"
    metric_names = ("exact_match_score",)
    explanation = "fully right: {exact_match_score:g}"

    def __init__(self, config: GradingConfig | None = None) -> None:
        super().__init__(config)
        self._sequence = ToolSequenceGrader(self.config)

    def write(self, metrics: dict[str, float], case: Case) -> None:
        score = case.silence
        _, slots, right_calls, _ = case.alignment
        if score is None:
            score = 1.0 if right_calls == slots and self._done_well(case) else 0.0
        metrics["exact_match_score"] = score

    def _done_well(self, case: Case) -> bool:
        """Whether calls that are right, each for itself, make the right answer."""
        for quality, _, _, calls in case.answer.pieces:
            if calls and quality < 1.0:
                return False
        return self._sequence.in_order(case) == len(case.called) == len(case.expected) and (
            case.reference.unique or self._each_in_its_place(case)
        )

    def _each_in_its_place(self, case: Case) -> bool:
        """Whether calls of one tool have their arguments in order too, and not only their names."""
        if self.config.order == "any":
            return True
        start = 0
        for group in case.reference.groups or ():
            calls = case.answer.calls[start : start + len(group)]
            if align_calls(calls, group, case).right_calls < len(group):
                return False
            start += len(group)
        return True
