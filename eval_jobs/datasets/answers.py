"""Join a dataset with recorded answers: `{"id": ..., "prediction": ...}`, one a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.datasets.read import Located, read_records

if TYPE_CHECKING:
    from pathlib import Path

Report = Callable[[str], None]
"""Told of each thing that is wrong with the answers, while the rest go on."""


class RecordedAnswer(NamedTuple):
    """What a model answered, and the log-probabilities of its tokens where they came back.

    `prediction` is a text, an assistant message (`content`, `tool_calls`, or both), or a list of
    content blocks such as Converse's `toolUse`.
    """

    prediction: Any
    logprobs: Any = None

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> RecordedAnswer:
        """The answer in a line of recorded answers."""
        return cls(entry["prediction"], entry.get("logprobs"))


def read_answers(path: Path, report: Report) -> dict[str, RecordedAnswer]:
    """The answers in `path` by id, as text.

    Reported and passed over: a line that is no answer, and a second answer to the same id.
    """
    answers: dict[str, RecordedAnswer] = {}
    for place, record in answer_lines(path, report):
        if (key := id_text(record["id"])) in answers:
            report(f"{place}: a second answer to id {record['id']!r}; the first one counts")
        else:
            answers[key] = RecordedAnswer.of(record)
    return answers


def answer_lines(path: Path, report: Report) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each line of `path` that is an answer, with its place; the others are reported."""
    for place, record, error in read_records(path):
        if error is not None:
            report(error)
        elif not isinstance(record, dict) or record.get("id") is None or "prediction" not in record:
            report(f'{place}: an answer has an "id" and a "prediction"')
        elif record["prediction"] is None:
            report(
                f"{place}: the prediction is null, which is no answer (silence is an empty text)"
            )
        else:
            yield place, record


def join_answers(dataset: Path, answers: Path, report: Report) -> Iterator[Located]:
    """The dataset's records, each with the answer of the same id as its last turn.

    A record that nobody answered stays as it is, also the second one of an id. Answers left over
    are reported at the end.
    """
    recorded = read_answers(answers, report)
    for place, record, error in read_records(dataset):
        key = id_text(record.get("id")) if isinstance(record, dict) else None
        if key not in recorded:
            yield Located(place, record, error)
        elif isinstance(record.get("messages"), list):
            yield Located(place, answered(record, recorded.pop(key).prediction))
        else:
            del recorded[key]
            yield Located(place, None, f"{place}: to be answered, a record needs 'messages'")
    if recorded:
        report(left_over(answers, list(recorded), dataset))


def left_over(answers: Path, ids: list[str], dataset: Path) -> str:
    """The sentence about answers that no record of the dataset asked for."""
    return f"{answers}: {len(ids)} answers to ids not in {dataset}, such as {', '.join(ids[:3])}"


def answered(record: Mapping[str, Any], prediction: Any) -> dict[str, Any]:
    """The record with the prediction as its last turn."""
    return {**record, "messages": [*record["messages"], turn_of(prediction)]}


def turn_of(prediction: Any) -> dict[str, Any]:
    """The prediction as an assistant message, which it may be already."""
    if isinstance(prediction, dict) and ("content" in prediction or "tool_calls" in prediction):
        return {**prediction, "role": "assistant"}
    return {"role": "assistant", "content": prediction}


def id_text(identifier: Any) -> str:
    """An id as text, as which ids are matched: services turn 7 into "7"."""
    return identifier if isinstance(identifier, str) else repr(identifier)
