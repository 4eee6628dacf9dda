"""Changes to a copy of a good record."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from tests.eval_jobs.datasets.validation.examples import GOOD, IMAGE, Record

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.formats import Format

Change = Callable[[Record], object]


def changed(form: Format, change: Change) -> Record:
    """A copy of the good record of this format, changed."""
    record = copy.deepcopy(GOOD[form])
    change(record)
    return record


def put(*path: Any) -> Change:
    """Set the value, which comes last, at a path."""
    *steps, key, value = path

    def change(record: Any) -> None:
        for step in steps:
            record = record[step]
        record[key] = value

    return change


def drop(*path: Any) -> Change:
    """Remove what is at a path."""
    *steps, key = path

    def change(record: Any) -> None:
        for step in steps:
            record = record[step]
        del record[key]

    return change


def add(*path: Any) -> Change:
    """Append the value, which comes last, to the list at a path."""
    *steps, value = path

    def change(record: Any) -> None:
        for step in steps:
            record = record[step]
        record.append(copy.deepcopy(value))

    return change


def both(one: Change, other: Change) -> Change:
    """One change after the other."""
    return lambda record: [one(record), other(record)]


def pictured(*changes: Change) -> Change:
    """Let the first turn hold an image and the second no thought; then make the changes."""

    def change(record: Record) -> None:
        record["messages"][0]["content"].append(copy.deepcopy(IMAGE))
        del record["messages"][1]["content"][0]
        for each in changes:
            each(record)

    return change


def earlier_turns(record: Record) -> None:
    """Let the prompt hold a turn of the assistant."""
    record["messages"][1:1] = [
        {"role": "user", "content": "Hello."},
        {"role": "assistant", "content": "Hello!"},
    ]
