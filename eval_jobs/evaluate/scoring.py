"""How answers become rows: a Scorer, and the one that grades in this process."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final, Protocol

from eval_jobs.rows import Row
from graders import Grade, Grader, grade_safely
from graders.grade import MALFORMED_RECORD
from graders.records import read_record

BATCH: Final = 64
"""Samples that are graded, and sent to a function, at a time."""
Record = Mapping[str, Any]


class Scorer(Protocol):
    """Grades records. The same records get the same rows from each scorer of a grader."""

    workers: int
    """How many batches it grades at a time."""

    def score(self, batch: Sequence[Record]) -> list[Row]:
        """A row a record, in order, with the record's id and without a reason.

        A ToolgradeError concerns the whole batch. A record never costs another one its row.
        """


class InProcessScorer:
    """Grades with the graders of this process."""

    workers = 1

    def __init__(self, grader: Grader) -> None:
        self._grader = grader

    def score(self, batch: Sequence[Record]) -> list[Row]:
        return [run_row(Row.from_grade(record["id"], self._grade(record))) for record in batch]

    def _grade(self, record: Record) -> Grade:
        try:
            sample = read_record(record)
        except Exception as error:  # noqa: BLE001  # whatever it is, it costs this record only
            return Grade.unscored(MALFORMED_RECORD, str(error), self._grader.metric_names)
        return grade_safely(self._grader, sample)


def run_row(row: Row) -> Row:
    """The row as a run keeps it: plain numbers, and no reason, which no Lambda sends back."""
    reward = None if row.reward is None else float(row.reward)
    metrics = {name: float(value) for name, value in row.metrics.items()}
    return row._replace(reward=reward, reason=None, metrics=metrics)
