"""Grades as result items: finite plain numbers under the same names for every sample."""

from __future__ import annotations

import json
import math
import re
from typing import TYPE_CHECKING, Final

from graders.grade import CODES, GRADER_ERROR, Grade

if TYPE_CHECKING:
    from graders.grader import Grader
    from graders.sample import JSON
    from reward_service.contracts.batch import ResultItem

LAMBDA_PAYLOAD_BYTES: Final = 6 * 1024 * 1024
"""Lambda's limit of a synchronous response."""
RESERVED: Final = frozenset({"graded", "reward", "reward_score"})
"""Names that this app or the evaluation service (`lambda_reward_score`) uses itself."""
NAME: Final = re.compile(r"(?!lambda_)[A-Za-z][A-Za-z0-9_]*")
LONGEST_NUMBER: Final = -1.2345678901234567e-300


class ResultSchema:
    """The metrics of one grader on the wire: `graded` first, then the grader's own in order."""

    def __init__(self, grader: Grader) -> None:
        """Check the names: AWS prefixes them with `lambda_` and averages each by name."""
        names = grader.metric_names
        bad = [name for name in names if name in RESERVED or not NAME.fullmatch(name)]
        if bad or len(set(names)) < len(names):
            raise ValueError(
                f"grader {grader.name!r}: metric names must be unique, of letters, digits and _, "
                f"without lambda_ in front, and none of {sorted(RESERVED)}; wrong: {bad or names}"
            )
        self._grader = grader.name
        self._names = tuple(names)
        self._types = {n: "Reward" if n in grader.reward_names else "Metric" for n in names}
        self.max_items = self._largest_batch()

    def sound(self, grade: Grade) -> Grade:
        """The grade itself, or `unscored(grader_error)` if its metrics would break the wire."""
        metrics = grade.metrics
        named = tuple(metrics) == self._names or metrics.keys() == self._types.keys()
        if named and math.isfinite(sum(metrics.values())):
            return grade
        reason = f"{self._grader}: metrics are not those declared, or not finite: {dict(metrics)}"
        return Grade.unscored(GRADER_ERROR, reason, self._types)

    def item(self, sample_id: JSON, position: int, grade: Grade) -> ResultItem:
        """The result item of one sample; `error_code` says why it is unscored."""
        metrics = grade.metrics
        graded = 0.0 if grade.score is None else 1.0
        values: list[JSON] = [{"name": "graded", "value": graded, "type": "Metric"}]
        values += [
            {"name": name, "value": float(metrics[name]), "type": kind}
            for name, kind in self._types.items()
        ]
        item: ResultItem = {
            "id": echo(sample_id, position),
            "aggregate_reward_score": 0.0 if grade.score is None else float(grade.score),
            "metrics_list": values,
        }
        if grade.code is not None:
            item["error_code"] = grade.code
        return item

    def _largest_batch(self) -> int:
        """How many items surely fit into a response, also encoded twice as `body_json` does."""
        numbers = dict.fromkeys(self._types, LONGEST_NUMBER)
        item = self.item("i" * 128, 0, Grade(LONGEST_NUMBER, numbers, code=max(CODES, key=len)))
        return LAMBDA_PAYLOAD_BYTES // len(json.dumps(json.dumps(item)))


def echo(sample_id: JSON, position: int) -> JSON:
    """The id as given; `unknown-<position>` if there is none, or none that JSON can carry.

    Callers match results by id and some demand a string, so null is no answer. A lone surrogate
    or a NaN would fail the encoding of the whole response.
    """
    if isinstance(sample_id, str) and sample_id.isascii():
        return sample_id
    try:
        json.dumps(sample_id, ensure_ascii=False, allow_nan=False).encode()
    except (ValueError, TypeError, RecursionError):
        sample_id = None
    return f"unknown-{position}" if sample_id is None else sample_id
