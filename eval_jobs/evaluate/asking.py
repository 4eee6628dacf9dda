"""Ask a model everything that it has not answered yet, and keep each answer as it comes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from eval_jobs.evaluate.concurrently import Stop, concurrently
from eval_jobs.models.model import Answer, RequestError
from eval_jobs.report.progress import watched

if TYPE_CHECKING:
    from eval_jobs.datasets.answers import Report
    from eval_jobs.evaluate.journal import Journal
    from eval_jobs.evaluate.questions import Dataset, Question
    from eval_jobs.models.model import Model

HOPELESS: Final = 10
"""So many failures of one kind in a row say that the next ones would fail too."""


class Asking:
    """One round of questions.

    `refused` are the ids whose requests can only fail, `open` those that may be answered when
    they are asked again. Both are reported as they come, and neither is in the journal.
    """

    def __init__(self, model: Model, journal: Journal, report: Report) -> None:
        self.refused: list[str] = []
        self.open: list[str] = []
        self._model = model
        self._journal = journal
        self._report = report
        self._row: list[RequestError] = []

    def ask(self, dataset: Dataset, workers: int, stop: Stop, label: str) -> None:
        """Ask. RequestError once it is clear that every request fails the same way."""
        wanted = sum(name not in self._journal for name in dataset.answerable)
        outcomes = concurrently(self._ask, self._questions(dataset), workers, stop)
        fatal: RequestError | None = None
        for question, outcome in watched(outcomes, label, wanted):
            if isinstance(outcome, Answer):
                self._keep(question, outcome)
            elif isinstance(outcome, RequestError):
                self._miss(question, outcome)
                if fatal is None and self._is_hopeless(wanted):
                    fatal = outcome
                    stop.requested = True
            else:
                raise outcome
        if fatal is not None:
            raise fatal

    def _questions(self, dataset: Dataset) -> Iterator[Question]:
        for question in dataset:
            if question.error is None and question.id not in self._journal:
                yield question

    def _ask(self, question: Question) -> Answer:
        return self._model.ask(question.record)

    def _keep(self, question: Question, answer: Answer) -> None:
        self._row.clear()
        entry = {"id": question.id, "prediction": answer.prediction}
        if answer.logprobs is not None:
            entry["logprobs"] = answer.logprobs
        self._journal.append(
            {**entry, "usage": dict(answer.usage), "stop_reason": answer.stop_reason}
        )

    def _miss(self, question: Question, error: RequestError) -> None:
        (self.refused if error.lasting else self.open).append(question.id)
        if self._row and self._row[-1].code != error.code:
            self._row.clear()
        self._row.append(error)
        if len(self._row) <= HOPELESS:  # then it is told once, as the error that ends the round
            self._report(f"{question.id}: {error}")

    def _is_hopeless(self, wanted: int) -> bool:
        """Questions that a model refuses are no reason to give up once it has answered one."""
        if self._row[-1].lasting and len(self._journal):
            return False
        return len(self._row) >= min(HOPELESS, wanted)
