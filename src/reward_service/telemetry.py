"""Logs and embedded metrics per batch. Nothing that a sample says is logged unless asked for."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, Final

from aws_lambda_powertools.logging import Logger
from aws_lambda_powertools.metrics import EphemeralMetrics, MetricUnit

if TYPE_CHECKING:
    from graders.grade import Grade
    from graders.sample import JSON
    from reward_service.contracts.batch import ResultItem
    from reward_service.settings import Settings

NAMESPACE: Final = "toolgrade"
LISTED: Final = 10
"""How many unscored samples of a batch get a log line of their own."""
ID_LENGTH: Final = 64


class Telemetry:
    """What the operator sees of each batch."""

    def __init__(self, settings: Settings) -> None:
        # ASCII, because a lone surrogate in a sample would cost the log line its UTF-8 encoding.
        self._logger = Logger(service=NAMESPACE, json_serializer=_to_ascii_json)
        self._log_content = settings.log_content
        self._function_name = settings.function_name

    def report(
        self,
        records: list[JSON],
        grades: list[Grade],
        items: list[ResultItem],
        latency_ms: float,
        request_id: Any,
    ) -> None:
        """Log what went wrong in a batch and emit its metrics; the three lists run in parallel."""
        failed = [(at, code) for at, grade in enumerate(grades) if (code := grade.code) is not None]
        unscored = Counter(code for _, code in failed)
        scores = [score for grade in grades if (score := grade.score) is not None]
        for position, code in failed[:LISTED]:
            self._logger.warning(
                "sample unscored",
                code=code,
                sample_id=str(items[position]["id"])[:ID_LENGTH],
                position=position,
                request_id=request_id,
            )
        if failed:
            self._logger.warning(
                "batch has unscored samples",
                samples=len(grades),
                unscored=dict(unscored),
                not_listed=max(0, len(failed) - LISTED),
                request_id=request_id,
            )
        if self._log_content:
            self._log_samples(records, grades, request_id)
        self._emit(len(grades), unscored, scores, latency_ms)

    def _log_samples(self, records: list[JSON], grades: list[Grade], request_id: Any) -> None:
        for record, grade in zip(records, grades, strict=True):
            self._logger.info(
                "sample graded",
                record=record,
                reward=grade.score,
                reason=grade.reason,
                request_id=request_id,
            )

    def _emit(
        self, samples: int, unscored: Counter[str], scores: list[float], latency_ms: float
    ) -> None:
        metrics = EphemeralMetrics(namespace=NAMESPACE, service=NAMESPACE)
        metrics.add_dimension("function_name", self._function_name)
        metrics.add_metric("samples", MetricUnit.Count, samples)
        metrics.add_metric("unscored", MetricUnit.Count, unscored.total())
        for code, count in unscored.items():
            metrics.add_metric(f"unscored_{code}", MetricUnit.Count, count)
        if scores:
            metrics.add_metric("reward_mean", MetricUnit.NoUnit, sum(scores) / len(scores))
        metrics.add_metric("latency", MetricUnit.Milliseconds, latency_ms)
        metrics.flush_metrics()


def _to_ascii_json(line: dict[str, Any]) -> str:
    try:
        return json.dumps(line, default=str, separators=(",", ":"))
    except (ValueError, RecursionError):  # JSON can be read that is too deep to write
        return json.dumps({"message": line["message"], "left_out": "not writable as JSON"})
