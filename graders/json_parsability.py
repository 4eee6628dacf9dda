"""Can the answer's calls be read at all?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from graders.case_grader import CaseGrader

if TYPE_CHECKING:
    from graders.case import Case
    from graders.parsing.answer import Piece


class JsonParsabilityGrader(CaseGrader):
    """Mean quality of the answer's pieces: 1 by the book, 0.5 mended, 0 lost; in [0, 1].

    By the book is JSON without duplicate keys, NaN or Infinity (or Python call syntax, which is
    a format of its own). Where calls are expected, JSON that is no call earns nothing; where
    none is, silence scores 1 and an attempt 0. A reference without calls asks for any JSON.
    """

    name = "json_parsability"
    metric_names = ("json_parsability_score",)
    needs_calls = False
    explanation = "the answer's data is {json_parsability_score:.0%} readable"

    def measure(self, case: Case) -> dict[str, float]:
        return {"json_parsability_score": _quality(case)}


def _quality(case: Case) -> float:
    pieces: Sequence[Piece] = case.answer.pieces
    if case.reference.groups is not None:
        if case.silence is not None:
            return case.silence
        pieces = [piece for piece in pieces if piece.calls or not piece.whole]
    return sum([piece.quality for piece in pieces]) / len(pieces) if pieces else 0.0
