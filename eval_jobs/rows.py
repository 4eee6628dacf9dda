"""One graded sample as a row: the same whether graded in process or by a Lambda."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from graders.grade import GRADER_ERROR, MALFORMED_RECORD

if TYPE_CHECKING:
    from graders import Grade


class Row(NamedTuple):
    """`reward` in [0, 1], or None with the `code` of what left the sample unscored."""

    id: Any
    reward: float | None
    code: str | None
    reason: str | None
    metrics: Mapping[str, float]

    @property
    def graded(self) -> bool:
        """Whether there is a reward. An unscored sample is no bad answer."""
        return self.reward is not None

    @property
    def failed(self) -> bool:
        """Whether the record or the grader is broken: a problem to report, and no grading."""
        return self.code in (MALFORMED_RECORD, GRADER_ERROR)

    @classmethod
    def from_grade(cls, identifier: Any, grade: Grade) -> Row:
        """The row of a grade that was made in this process."""
        return cls(identifier, grade.score, grade.code, grade.reason, grade.metrics)

    @classmethod
    def from_item(cls, item: Mapping[str, Any]) -> Row:
        """The row of one result item of a reward function; it carries no reason."""
        metrics = {metric["name"]: metric["value"] for metric in item["metrics_list"]}
        graded = bool(metrics.pop("graded", 1.0))
        reward = item["aggregate_reward_score"] if graded else None
        return cls(item["id"], reward, item.get("error_code"), None, metrics)

    def to_line(self) -> str:
        """The row as one line of strict JSON, line end included; ASCII, so any text survives."""
        row = {**self._asdict(), "metrics": dict(self.metrics)}
        return json.dumps(row, allow_nan=False) + "\n"


def row_id(identifier: Any, place: str) -> Any:
    """The record's id; its place in the file if it has none that strict JSON can carry."""
    try:
        json.dumps(identifier, allow_nan=False)
    except (ValueError, RecursionError):
        return place
    return place if identifier is None else identifier
