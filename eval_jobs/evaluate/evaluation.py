"""One run from its answers to its results, whole or to be resumed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from eval_jobs.datasets.answers import RecordedAnswer, left_over, read_answers, turn_of
from eval_jobs.datasets.canonical import canonical_json
from eval_jobs.errors import DatasetError
from eval_jobs.evaluate.asking import Asking
from eval_jobs.evaluate.configuration import agree, describe
from eval_jobs.evaluate.grading import Answers, Grading, read_row
from eval_jobs.evaluate.journal import Journal
from eval_jobs.results.layout import EVAL_RESULTS, EvaluatedRow
from eval_jobs.results.read import read_rows
from eval_jobs.results.write import is_complete, write_run
from eval_jobs.rows import Row
from eval_jobs.summary import Summary, Tally
from graders.grade import MALFORMED_RECORD, NO_ANSWER

if TYPE_CHECKING:
    from eval_jobs.datasets.answers import Report
    from eval_jobs.evaluate.concurrently import Stop
    from eval_jobs.evaluate.judging import Judge
    from eval_jobs.evaluate.questions import Dataset
    from eval_jobs.evaluate.sources import Source

ANSWERS: Final = "answers.jsonl"
GRADES: Final = "grades.jsonl"
SOME: Final = 3
"""So many ids are named as examples."""


class Interrupted(Exception):  # noqa: N818  # Ctrl-C is no error
    """Ctrl-C came; the journals hold what was done."""


class Evaluation(NamedTuple):
    """What one run is made of. What is wrong is reported, and costs no sample its row.

    A model is asked `workers` questions at a time.
    """

    folder: Path
    dataset: Dataset
    source: Source
    judge: Judge
    workers: int
    report: Report

    def run(self, stop: Stop) -> Summary | None:
        """Do what is left to do, and say what the run comes to; None while it is not complete.

        Interrupted where Ctrl-C asked to stop. Nothing that is in a journal is done again, and
        of a complete run nothing at all. DatasetError, before anything is written, for recorded
        answers of which not one is to a question of the dataset.
        """
        predictions = self.source.predictions
        recorded = {} if predictions is None else self._recorded(predictions)
        configuration = agree(self.folder, describe(self.dataset, self.source, self.judge))
        if is_complete(self.folder):
            return self._known()
        with Journal(self.folder / GRADES) as grades:
            if predictions is not None:
                return self._finish(recorded.get, grades, configuration, stop)
            with Journal(self.folder / ANSWERS) as given:
                if not self._ask(given, stop):
                    return None
                return self._finish(_lookup(given), grades, configuration, stop)

    def _recorded(self, path: Path) -> dict[str, RecordedAnswer]:
        recorded = read_answers(path, self.report)
        known = set(self.dataset.ids)
        unknown = [name for name in recorded if name not in known]
        if unknown:
            self.report(left_over(path, unknown, self.dataset.path))
        for name, answer in list(recorded.items()):
            try:
                canonical_json(answer)
            except ValueError as error:
                self.report(f"{path}: answer to {name}: {error}")
                del recorded[name]
        if known.isdisjoint(recorded):
            raise DatasetError(
                f"{path}: not one usable answer to a question of {self.dataset.path}: an answer "
                'is a line {"id": ..., "prediction": ...} with the id of a record'
            )
        return recorded

    def _ask(self, given: Journal, stop: Stop) -> bool:
        """Ask what is unanswered; whether all is answered that can be."""
        connect = self.source.connect
        if connect is None or all(name in given for name in self.dataset.answerable):
            return True
        with closing(connect()) as model:
            asking = Asking(model, given, self.report)
            asking.ask(self.dataset, self.workers, stop, f"{self.folder.name}, asked")
        if stop.interrupted:
            raise Interrupted
        if asking.open:
            self.report(
                f"{self.folder}: {len(asking.open)} requests failed that may succeed later. Run "
                "the same command again to make them; what was answered is kept, and is in "
                f"{self.folder / ANSWERS}, which --predictions takes too"
            )
        return not asking.open

    def _finish(
        self, answers: Answers, grades: Journal, configuration: Mapping[str, Any], stop: Stop
    ) -> Summary:
        grading = Grading(self.dataset, answers, self.judge.scorer, grades, self.report)
        grading.grade(stop, f"{self.folder.name}, graded")
        if stop.interrupted:
            raise Interrupted
        outcome = _Outcome()
        write_run(self.folder, configuration, outcome.counted(self._rows(answers, grades)))
        return outcome.told(self.folder, self.report)

    def _known(self) -> Summary:
        """What the complete run comes to, by its results alone."""
        outcome = _Outcome()
        for _ in outcome.counted(read_rows(self.folder / EVAL_RESULTS, report=self.report)):
            pass
        return outcome.told(self.folder, self.report)

    def _rows(self, answers: Answers, grades: Journal) -> Iterator[EvaluatedRow]:
        """Every sample in the dataset's order."""
        graded = (grades.get(name) for name in self.dataset.ids)
        names = (
            next((entry["metrics"] for entry in graded if entry), None) or self.judge.metric_names
        )
        for question in self.dataset:
            entry, answer = grades.get(question.id), answers(question.id)
            code = NO_ANSWER if question.error is None else MALFORMED_RECORD
            row = read_row(entry) if entry else Row(question.id, None, code, None, {})
            if not row.metrics:
                row = row._replace(metrics=dict.fromkeys(names, 0.0))
            prediction, logprobs = answer or (None, None)
            if not isinstance(prediction, str | None):
                prediction = turn_of(prediction)
            yield EvaluatedRow(question.record, prediction, row, logprobs)


class _Outcome:
    """Counts the rows of a run as they pass."""

    def __init__(self) -> None:
        self._tally = Tally()
        self._unusable: dict[str, list[str]] = defaultdict(list)

    def counted(self, rows: Iterable[EvaluatedRow]) -> Iterator[EvaluatedRow]:
        """The rows."""
        for sample in rows:
            row = sample.row
            self._tally.add(row)
            if row.failed or row.code == NO_ANSWER:
                self._unusable[str(row.code)].append(str(row.id))
            yield sample

    def told(self, folder: Path, report: Report) -> Summary:
        """What they come to; those without a usable answer are reported."""
        for code, names in self._unusable.items():
            some = ", ".join(names[:SOME])
            report(f"{folder}: {len(names)} samples unscored ({code}), such as {some}")
        return self._tally.summary()


def _lookup(given: Journal) -> Answers:
    def find(name: str) -> RecordedAnswer | None:
        entry = given.get(name)
        return None if entry is None else RecordedAnswer.of(entry)

    return find
