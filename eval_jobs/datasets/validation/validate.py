"""Check a file against the rules of a format, one record at a time."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any, Final

from eval_jobs.datasets.read import Located, read_lines
from eval_jobs.datasets.validation.conflicts import Conflicts
from eval_jobs.datasets.validation.formats import MODULES, Format, detect
from eval_jobs.datasets.validation.identifiers import Identifiers
from eval_jobs.datasets.validation.position import column_of
from eval_jobs.datasets.validation.problem import Flaw, Problem, Rule
from eval_jobs.datasets.validation.size import Target, check_size
from eval_jobs.datasets.validation.strict import check_json
from eval_jobs.finding import Severity

JSON: Final = Rule("json")
FORMAT: Final = Rule("format")
DETECTED: Final = Rule("format.detected", Severity.NOTE)
FILE_NAME: Final = Rule("file_name", Severity.NOTE)
REPEATED_ID: Final = Rule("repeated_id", Severity.WARNING)
CONFLICT: Final = Rule("conflicting_reference", Severity.WARNING)
SOMETIMES: Final = Rule("sometimes_there", Severity.WARNING)

MOST_FLAWS: Final = 20
"""Of one record: each costs a walk through its line."""

ANY: Final = Target()

_NUMBER: Final = re.compile(r"(\d+)\]?$")
"""The number of a record, at the end of its place."""

Lines = Iterable[tuple[Located, bytes]]


def validate(
    path: Path,
    form: Format | None = None,
    *,
    target: Target = ANY,
    lines: Lines | None = None,
) -> Iterator[Problem]:
    """The problems of the file at `path`, in order; what repeats and its size come last.

    Without `form`, the file's name or the first record says the format, and a note says which.
    `lines` are those of `path` where somebody else reads them. Memory does not grow with the file
    but for 40 bytes a record. DatasetError where the file cannot be read.
    """
    checker = _Checker(path, form, target)
    for located, line in read_lines(path) if lines is None else lines:
        yield from checker.record(located, line)
    yield from checker.whole()
    yield from check_size(str(path), checker.count, checker.form, target)


class _Checker:
    """What has been seen of a file so far."""

    def __init__(self, path: Path, form: Format | None, target: Target) -> None:
        self.form = form
        self.count = 0
        self._path = path
        self._target = target
        self._identifiers = Identifiers()
        self._conflicts = Conflicts()
        self._first: dict[str, bool] | None = None
        self._unknown = False
        self._around = ("", "")

    def record(self, located: Located, line: bytes) -> Iterator[Problem]:
        """The problems of one record."""
        place, record, error = located
        if error is None and not isinstance(record, dict):
            error = f"{place}: a record is a JSON object, this is {type(record).__name__}"
        if error is not None:
            where, _, message = error.removeprefix(place).partition(": ")
            yield Problem(place + where, JSON.name, message)
            return
        self.count += 1
        if self.form is None and not self._unknown:
            yield self._detect(place, record)
        if self.form is None:
            return
        self._remember(place, record)
        written = check_json(line, record)
        flaws = MODULES[self.form].check(record, self._target.model)
        for flaw in islice(chain(written, flaws), MOST_FLAWS):
            yield _problem(place, line, flaw)
        yield from self._consistent(place, record)

    def _detect(self, place: str, record: dict[str, Any]) -> Problem:
        named = self._named()
        self.form = named or detect(record)
        if self.form is None:
            self._unknown = True
            known = ", ".join(form.value for form in Format)
            keys = ", ".join(map(repr, list(record)[:10]))
            message = f"no format has these keys: {keys:.200}; name one of {known}"
            return Problem(place, FORMAT.name, message)
        by = "the file's name" if named else "its first record"
        message = f"taken for {self.form.value} by {by}"
        return Problem(place, DETECTED.name, message, DETECTED.severity)

    def _named(self) -> Format | None:
        """The format of Nova's evaluations that goes by the file's name."""
        names = {getattr(module, "FILE_NAME", ""): form for form, module in MODULES.items()}
        return None if self._target.backend == "serverless" else names.get(self._path.name)

    def _remember(self, place: str, record: dict[str, Any]) -> None:
        number = _NUMBER.search(place)
        if number is not None:
            self._around = place[: number.start(1)], place[number.end(1) :]
            self._conflicts.add(record, int(number[1]))
            if record.get("id") is not None:
                self._identifiers.add(record["id"], int(number[1]))

    def _consistent(self, place: str, record: dict[str, Any]) -> Iterator[Problem]:
        """AWS: nova-forge-sdk, dataset_validator: an optional key is in every record or in none."""
        names = MODULES[self.form].SOMETIMES if self.form else ()
        here = {name: record.get(name) is not None for name in names}
        if self._first is None:
            self._first = here
        for name in names:
            if here[name] != self._first[name]:
                what = "has" if here[name] else "lacks"
                message = f"this record {what} {name!r}, unlike the first"
                yield Problem(place, SOMETIMES.name, message, SOMETIMES.severity)

    def whole(self) -> Iterator[Problem]:
        """The problems of the file as a whole."""
        module = MODULES[self.form] if self.form else None
        severity = getattr(module, "REPEATED_IDS", REPEATED_ID.severity)
        for number, first in self._identifiers.repeated():
            message = f"its id is that of {str(first).join(self._around)}"
            yield Problem(str(number).join(self._around), REPEATED_ID.name, message, severity)
        for number, first in self._conflicts.found():
            asked = str(first).join(self._around)
            message = f"it asks what {asked} asks, with another reference: no answer may suit both"
            place = str(number).join(self._around)
            yield Problem(place, CONFLICT.name, message, CONFLICT.severity)
        name = getattr(module, "FILE_NAME", self._path.name)
        if self._path.name != name:
            message = f"an evaluation job reads it from a file called {name}"
            yield Problem(str(self._path), FILE_NAME.name, message, FILE_NAME.severity)


def _problem(place: str, line: bytes, flaw: Flaw) -> Problem:
    if line:
        place = f"{place}:{column_of(line, flaw.path)}"
    elif flaw.path:
        place = f"{place}.{'.'.join(map(str, flaw.path))}"
    return Problem(place, flaw.rule.name, flaw.message, flaw.rule.severity)
