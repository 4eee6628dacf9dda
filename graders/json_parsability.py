"""Can the answer's calls be read at all?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from graders.case_grader import CaseGrader
from graders.parsing.pieces import MENDED

if TYPE_CHECKING:
    from graders.case import Case


class JsonParsabilityGrader(CaseGrader):
    """1 when all the answer's data reads by the book, up to 0.5 when some does not; in [0, 1].

    Below 1 it is the mean quality of the pieces (1 by the book, 0.5 mended, 0 lost), 0.5 at most:
    an answer cut off late is never below one cut off early.

    By the book is JSON without duplicate keys, NaN or Infinity (or Python call syntax, which is
    a format of its own). Where calls are expected, JSON that is no call earns nothing; where
    none is, silence scores 1 and an attempt 0. A reference without calls asks for any JSON.
    """

    name = "json_parsability"
    metric_names = ("json_parsability_score",)
    needs_calls = False
    explanation = "the answer's data is {json_parsability_score:.0%} readable"

    def write(self, metrics: dict[str, float], case: Case) -> None:
        score, any_json = case.silence, case.reference.groups is None
        if score is None or any_json:
            total, count = 0.0, 0
            for quality, whole, _, calls in case.answer.pieces:
                if calls or not whole or any_json:
                    total += quality
                    count += 1
            score = total / count if count else 0.0
            if score < 1.0:
                score = min(MENDED, score)
        metrics["json_parsability_score"] = score
