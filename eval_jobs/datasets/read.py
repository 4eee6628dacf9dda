"""Read records from a file: JSONL, a record a line, or JSON, the event of any caller."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from eval_jobs.errors import DatasetError


class Located(NamedTuple):
    """One record and where it stands; `error` says why there is none."""

    place: str
    record: Any
    error: str | None = None


def read_records(path: Path) -> Iterator[Located]:
    """The records in `path`, in order: `*.json` holds an event, everything else is JSONL.

    A line that is no JSON object comes with `file:line:column` and its error, and costs no other
    line. Blank lines are passed over. DatasetError when the file cannot be read at all.
    """
    try:
        if path.suffix == ".json":
            yield from _event(path)
        else:
            with path.open("rb") as lines:
                for number, line in enumerate(lines, 1):
                    if line.strip():
                        yield _line(f"{path}:{number}", line)
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}") from error


def _line(place: str, line: bytes) -> Located:
    try:
        record = json.loads(line)
    except json.JSONDecodeError as error:
        return Located(place, None, f"{place}:{error.colno}: not JSON: {error.msg}")
    except (ValueError, RecursionError) as error:
        return Located(place, None, f"{place}: not JSON: {error}")
    if not isinstance(record, dict):
        return Located(place, None, f"{place}:1: a record is a JSON object, this is no object")
    return Located(place, record)


def _event(path: Path) -> Iterator[Located]:
    try:
        event = json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise DatasetError(
            f"{path}:{error.lineno}:{error.colno}: not JSON: {error.msg}"
            " (a file with one record a line is to be called *.jsonl)"
        ) from error
    except (ValueError, RecursionError) as error:
        raise DatasetError(f"{path}: not JSON: {error}") from error
    if isinstance(event, dict) and isinstance(event.get("trajectories"), list):
        event = event["trajectories"]
    for position, record in enumerate(event if isinstance(event, list) else [event]):
        yield Located(f"{path}[{position}]", record)
