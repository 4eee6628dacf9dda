"""Grade a batch of records before the deadline, each for itself, and report on the batch."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from graders.grade import DEADLINE, MALFORMED_RECORD, Grade
from graders.records import read_record
from reward_service.repeats import Repeats
from reward_service.results import ResultSchema
from reward_service.telemetry import Telemetry

if TYPE_CHECKING:
    from collections.abc import Callable

    from graders.grader import Grader
    from graders.sample import JSON
    from reward_service.contracts.batch import ResultItem
    from reward_service.settings import Settings


class BatchTooLargeError(ValueError):
    """More records than fit into one response; the message says how many do."""


class RewardService:
    """One grader behind every contract."""

    def __init__(self, grader: Grader, settings: Settings) -> None:
        self._grader = grader
        self._margin_ms = settings.deadline_margin_ms
        self._schema = ResultSchema(grader)
        self._telemetry = Telemetry(settings)

    def grade(self, records: list[JSON], context: object) -> list[ResultItem]:
        """One result item per record, in order, whatever the records are.

        `context` is Lambda's, or anything: AWS's own verifiers pass a plain dict. What is left
        when the remaining time falls to the margin is returned unscored instead of lost.
        """
        if len(records) > self._schema.max_items:
            raise BatchTooLargeError(
                f"a batch of {len(records)} records would not fit into Lambda's 6 MB response: "
                f"send at most {self._schema.max_items} at once"
            )
        started = time.perf_counter()
        remaining_ms = getattr(context, "get_remaining_time_in_millis", None)
        repeats = Repeats(self._grader)
        grades = [self._grade_one(record, remaining_ms, repeats) for record in records]
        items = self._schema.items(map(_id_of, records), grades)
        latency_ms = (time.perf_counter() - started) * 1000
        request_id = getattr(context, "aws_request_id", None)
        self._telemetry.report(records, grades, items, latency_ms, request_id)
        return items

    def _grade_one(
        self, record: JSON, remaining_ms: Callable[[], float] | None, repeats: Repeats
    ) -> Grade:
        if remaining_ms is not None and remaining_ms() <= self._margin_ms:
            return self._unscored(DEADLINE, "the function's time was nearly over")
        try:
            sample = read_record(record)
        except Exception as error:  # noqa: BLE001  # the boundary that keeps neighbours safe
            return self._unscored(MALFORMED_RECORD, f"{type(error).__name__}: {error}")
        return repeats.grade(record, sample)

    def _unscored(self, code: str, reason: str) -> Grade:
        return Grade.unscored(code, reason, self._grader.metric_names)


def _id_of(record: JSON) -> JSON:
    return record.get("id") if isinstance(record, dict) else None
