"""Does a named field of the answer, such as `Type`, hold the reference's label or labels?"""

from __future__ import annotations

import json
from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

from graders.case import UngradableError
from graders.case_grader import CaseGrader
from graders.grade import MALFORMED_REFERENCE
from graders.parsing.query_analysis import unwrap

if TYPE_CHECKING:
    from graders.case import Case
    from graders.sample import JSON


class FieldMatchGrader(CaseGrader):
    """F1 of the labels in `config.field`, one or many, against the reference's; in [0, 1].

    A value that is no list is one label. Labels are compared as typed JSON, case and all. Every
    object of the answer that has the field counts, so two conflicting ones cost precision. Two
    empty lists match. Unscored when the reference has no such field.
    """

    name = "field_match"
    metric_names = (
        "field_match_score",
        "field_precision",
        "field_recall",
        "field_true_positive_count",
        "field_false_positive_count",
        "field_false_negative_count",
    )
    needs_calls = False
    explanation = (
        "F1 of labels = 2 x {field_true_positive_count:g} / (2 x {field_true_positive_count:g}"
        " + {field_false_positive_count:g} extra + {field_false_negative_count:g} missing)"
        " = {field_match_score:.3f}"
    )

    def write(self, metrics: dict[str, float], case: Case) -> None:
        labels = field_labels(case, self.config.field)
        if labels is None:
            raise UngradableError(
                MALFORMED_REFERENCE, f"the reference answer has no field {self.config.field!r}"
            )
        expected, given, found = labels
        hits = (given & expected).total()
        extra, missing = given.total() - hits, expected.total() - hits
        empty = float(found and not extra and not missing)  # what 0 of 0 comes to
        metrics["field_match_score"] = 2 * hits / (2 * hits + extra + missing) if hits else empty
        metrics["field_precision"] = hits / (hits + extra) if hits else empty
        metrics["field_recall"] = hits / (hits + missing) if hits else empty
        metrics["field_true_positive_count"] = hits
        metrics["field_false_positive_count"] = extra
        metrics["field_false_negative_count"] = missing


def field_labels(case: Case, field: str) -> tuple[Counter[str], Counter[str], bool] | None:
    """The expected and the given labels in `field`, and whether any object of the answer has it.

    Labels are JSON texts: hashable, and true is no 1. None where the reference has no such field.
    """
    if field not in case.reference.fields:
        return None
    objects = [unwrap(piece.value) for piece in case.answer.pieces if isinstance(piece.value, dict)]
    found = [item[field] for item in objects if field in item]
    given = Counter(chain.from_iterable(map(_labels, found)))
    return Counter(_labels(case.reference.fields[field])), given, bool(found)


def _labels(value: JSON) -> list[str]:
    values = value if isinstance(value, list) else [value]
    return [json.dumps(item, sort_keys=True) for item in values]
