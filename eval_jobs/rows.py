"""One graded sample as a row: the same whether graded in process or by a Lambda."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from graders import Grade


class Row(NamedTuple):
    """`reward` in [0, 1], or None with the `code` of what left the sample unscored."""

    id: Any
    reward: float | None
    code: str | None
    reason: str | None
    metrics: Mapping[str, float]

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

    def to_json(self) -> dict[str, Any]:
        """The row as a JSON object."""
        return {**self._asdict(), "metrics": dict(self.metrics)}
