"""A dataset to evaluate on: every record under an id of its own, read one at a time."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from eval_jobs.datasets.answers import id_text
from eval_jobs.datasets.canonical import canonical_json
from eval_jobs.datasets.read import STDIN, read_records
from eval_jobs.errors import DatasetError

if TYPE_CHECKING:
    from pathlib import Path

    from eval_jobs.datasets.answers import Report


class Question(NamedTuple):
    """One record of a dataset under an `id` that no other has.

    `error` says why it cannot be answered; `record` is empty where it could not even be read.
    """

    id: str
    record: dict[str, Any]
    error: str | None = None


class Dataset:
    """The questions in a file, in order. Memory holds their ids only.

    `sha256` is the digest of the records' canonical JSON: it does not depend on white space, on
    the order of keys or on the file's name. Records without an id, and those whose id an earlier
    one has, get one: `line-7`, `id#2`; these are `renamed`. Every broken record is reported.

    DatasetError where the file cannot be read or holds no records.
    """

    def __init__(self, path: Path, report: Report) -> None:
        if path == STDIN:
            raise DatasetError("a dataset is read more than once: give a file, not standard input")
        self.path = path
        self.ids: list[str] = []
        self.renamed: list[str] = []
        self._errors: dict[int, str] = {}
        self.sha256 = self._survey(report)
        if not self.ids:
            raise DatasetError(f"no records in {path}")

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Question]:
        """The questions, read anew."""
        located = read_records(self.path)
        try:
            for number, (name, (_, record, _)) in enumerate(zip(self.ids, located, strict=True)):
                known = record if isinstance(record, dict) else {}
                yield Question(name, known, self._errors.get(number))
        except ValueError as error:
            raise DatasetError(f"{self.path} was changed while it was being read") from error

    @property
    def answerable(self) -> list[str]:
        """The ids of the questions that can be answered."""
        return [name for at, name in enumerate(self.ids) if at not in self._errors]

    def _survey(self, report: Report) -> str:
        digest = hashlib.sha256()
        given: list[str | None] = []
        for number, (place, record, found) in enumerate(read_records(self.path)):
            line, error = "null", found
            if error is None:
                line, error = _canonical(record, place)
            if error is not None:
                self._errors[number] = error
                report(error)
            digest.update(f"{line}\n".encode())
            given.append(_usable_id(record))
        self.ids = _distinct(given)
        self.renamed = [new for new, old in zip(self.ids, given, strict=True) if new != old]
        return digest.hexdigest()


def _canonical(record: Any, place: str) -> tuple[str, str | None]:
    try:
        text = canonical_json(record)
    except ValueError as error:
        return "null", f"{place}: {error}"
    if isinstance(record, dict) and isinstance(record.get("messages"), list):
        return text, None
    return text, f"{place}: to be answered, a record needs 'messages'"


def _usable_id(record: Any) -> str | None:
    """The id as text; None without one, or with one that cannot be sent to a service."""
    identifier = record.get("id") if isinstance(record, dict) else None
    if identifier is None:
        return None
    try:
        json.dumps(identifier, allow_nan=False, ensure_ascii=False).encode()
        return id_text(identifier)
    except (ValueError, RecursionError):
        return None


def _distinct(given: list[str | None]) -> list[str]:
    """Each id once: the first that has it keeps it, whatever the others are called."""
    taken = {name for name in given if name is not None}
    seen: set[str] = set()
    ids = []
    for number, name in enumerate(given, 1):
        stem = f"line-{number}" if name is None else name
        new, copy = stem, 1
        while new in seen or (new in taken and new != name):
            copy += 1
            new = f"{stem}#{copy}"
        seen.add(new)
        ids.append(new)
    return ids
