"""Grade every answer that is not graded yet, and keep each row as it comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.datasets.answers import RecordedAnswer, answered
from eval_jobs.evaluate.concurrently import Stop, concurrently
from eval_jobs.evaluate.scoring import BATCH, Record
from eval_jobs.report.progress import watched
from eval_jobs.rows import Row

if TYPE_CHECKING:
    from eval_jobs.datasets.answers import Report
    from eval_jobs.evaluate.journal import Journal
    from eval_jobs.evaluate.questions import Dataset
    from eval_jobs.evaluate.scoring import Scorer

Answers = Callable[[str], RecordedAnswer | None]
"""The answer to the question of this id, None where there is none."""


class Grading(NamedTuple):
    """Grades the answers to a dataset into a journal; samples without an answer are passed over."""

    dataset: Dataset
    answers: Answers
    scorer: Scorer
    journal: Journal
    report: Report

    def grade(self, stop: Stop, label: str) -> None:
        """Grade. ToolgradeError where a batch fails, after the others under way are kept."""
        ungraded = sum(name not in self.journal for name in self.dataset.answerable)
        for row in watched(self._rows(stop), label, ungraded):
            if row.reason is not None:
                self.report(f"{row.id}: {row.reason}")
            self.journal.append(row._replace(reason=None)._asdict())

    def _rows(self, stop: Stop) -> Iterator[Row]:
        failure: Exception | None = None
        batches = self._batches()
        for _, outcome in concurrently(self.scorer.score, batches, self.scorer.workers, stop):
            if isinstance(outcome, Exception):
                failure = failure or outcome
                stop.requested = True
            else:
                yield from outcome
        if failure is not None:
            raise failure

    def _batches(self) -> Iterator[Sequence[Record]]:
        batch: list[Record] = []
        for question in self.dataset:
            if question.error is not None or question.id in self.journal:
                continue
            answer = self.answers(question.id)
            if answer is not None:
                record = answered(question.record, answer.prediction)
                batch.append({**record, "id": question.id})
            if len(batch) == BATCH:
                yield batch
                batch = []
        if batch:
            yield batch


def read_row(entry: dict[str, Any]) -> Row:
    """The row in a line of the journal."""
    return Row(**entry)
