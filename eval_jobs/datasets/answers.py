"""Join a dataset with recorded answers: `{"id": ..., "prediction": ...}`, one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

from eval_jobs.datasets.read import Located, read_records

if TYPE_CHECKING:
    from pathlib import Path

Report = Callable[[str], None]
"""Told of each thing that is wrong with the answers, while the rest go on."""


def read_answers(path: Path, report: Report) -> dict[str, Any]:
    """The predictions in `path` by id, as text.

    Reported and passed over: a line that is no answer, and a second answer to the same id.
    """
    predictions: dict[str, Any] = {}
    for place, record, error in read_records(path):
        if error is not None:
            report(error)
        elif not isinstance(record, dict) or record.get("id") is None or "prediction" not in record:
            report(f'{place}: an answer has an "id" and a "prediction"')
        elif _key(record["id"]) in predictions:
            report(f"{place}: a second answer to id {record['id']!r}; the first one counts")
        else:
            predictions[_key(record["id"])] = record["prediction"]
    return predictions


def join_answers(dataset: Path, answers: Path, report: Report) -> Iterator[Located]:
    """The dataset's records, each with the answer of the same id as its last turn.

    A record that nobody answered stays as it is, also the second one of an id. Answers left over
    are reported at the end.
    """
    predictions = read_answers(answers, report)
    for place, record, error in read_records(dataset):
        key = _key(record.get("id")) if isinstance(record, dict) else None
        if key not in predictions:
            yield Located(place, record, error)
        elif isinstance(record.get("messages"), list):
            yield Located(place, _answered(record, predictions.pop(key)))
        else:
            del predictions[key]
            yield Located(place, None, f"{place}: to be answered, a record needs 'messages'")
    if predictions:
        some = ", ".join(list(predictions)[:3])
        report(f"{answers}: {len(predictions)} answers to ids not in {dataset}, such as {some}")


def _answered(record: dict[str, Any], prediction: Any) -> dict[str, Any]:
    turn = {"role": "assistant", "content": prediction}
    return {**record, "messages": [*record["messages"], turn]}


def _key(identifier: Any) -> str:
    """Ids are matched as text: services turn 7 into "7"."""
    return identifier if isinstance(identifier, str) else repr(identifier)
