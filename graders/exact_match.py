"""Is the answer fully right?"""

from __future__ import annotations

from typing import TYPE_CHECKING

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

    def measure(self, case: Case) -> dict[str, float]:
        score = case.silence
        if score is None:
            score = float(self._right(case))
        return {"exact_match_score": score}

    def _right(self, case: Case) -> bool:
        aligned = case.alignment
        return (
            aligned.right_calls == aligned.slots
            and all(piece.quality == 1.0 for piece in case.answer.pieces if piece.calls)
            and self._sequence.in_order(case) == len(case.called) == len(case.expected)
            and self._each_in_its_place(case)
        )

    def _each_in_its_place(self, case: Case) -> bool:
        """Whether calls of one tool have their arguments in order too, and not only their names."""
        if self.config.order == "any" or len(set(case.called)) == len(case.called):
            return True
        start = 0
        for group in case.reference.groups or ():
            calls = case.answer.calls[start : start + len(group)]
            if case.align(calls, group).right_calls < len(group):
                return False
            start += len(group)
        return True
