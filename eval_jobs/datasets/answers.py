"""Join a dataset with recorded answers: `{"id": ..., "prediction": ...}`, one a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from eval_jobs.datasets.read import Located, read_records
from eval_jobs.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path


def read_answers(path: Path) -> dict[Any, Any]:
    """The predictions in `path` by id. DatasetError for a broken line or an id that repeats."""
    answers: dict[Any, Any] = {}
    for place, record, error in read_records(path):
        if error is not None:
            raise DatasetError(error)
        if "id" not in record or "prediction" not in record:
            raise DatasetError(f'{place}: an answer has an "id" and a "prediction"')
        if _key(record["id"]) in answers:
            raise DatasetError(f"{place}: a second answer to id {record['id']!r}")
        answers[_key(record["id"])] = record["prediction"]
    return answers


def join_answers(dataset: Path, answers: Path) -> Iterator[Located]:
    """The dataset's records, each with the answer of the same id as its last turn.

    A record that nobody answered stays as it is. DatasetError when an answer's id is not in the
    dataset: the two files do not belong together.
    """
    predictions = read_answers(answers)
    unused = set(predictions)
    for located in read_records(dataset):
        record = located.record
        key = _key(record.get("id")) if isinstance(record, dict) else None
        if located.error is None and key in predictions:
            unused.discard(key)
            yield located._replace(record=_answered(record, predictions[key]))
        else:
            yield located
    if unused:
        some = ", ".join(sorted(unused)[:3])
        raise DatasetError(f"{answers}: {len(unused)} answers to ids not in {dataset}: {some}")


def _answered(record: dict[str, Any], prediction: Any) -> dict[str, Any]:
    turn = {"role": "assistant", "content": prediction}
    return {**record, "messages": [*record.get("messages", []), turn]}


def _key(identifier: Any) -> str:
    """Ids are matched as text: services turn 7 into "7"."""
    return identifier if isinstance(identifier, str) else repr(identifier)


def records_of(located: Iterable[Located]) -> list[Any]:
    """The records alone; what could not be read is None, which every grader leaves unscored."""
    return [record for _, record, _ in located]
