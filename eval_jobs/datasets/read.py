"""Read records from a file: JSONL, a record a line, or JSON, the event of any caller."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from eval_jobs.errors import DatasetError

STDIN: Final = Path("-")


class Located(NamedTuple):
    """One record and where it stands; `error` says why there is none."""

    place: str
    record: Any
    error: str | None = None


def read_records(path: Path) -> Iterator[Located]:
    """The records in `path`, in order, one at a time.

    `*.json` holds an event, or a record a line, as BFCL's files do; everything else, and standard
    input (`-`), is JSONL. A line that is no JSON object comes with `file:line:column` and its
    error, and costs no other line. Blank lines are passed over. DatasetError when the file cannot
    be read, or is an event that is no JSON.
    """
    for located, _ in read_lines(path):
        yield located


def read_lines(path: Path) -> Iterator[tuple[Located, bytes]]:
    """The records as `read_records` has them, each with its line as written (empty in an event)."""
    try:
        if path == STDIN:
            yield from _lines("stdin", sys.stdin.buffer)
        elif path.suffix.lower() == ".json" and not _has_lines(path):
            yield from ((located, b"") for located in _event(path))
        else:
            with path.open("rb") as lines:
                yield from _lines(str(path), lines)
    except OSError as error:
        raise DatasetError(f"cannot read {path}: {error.strerror}") from error


def _has_lines(path: Path) -> bool:
    """Whether the first line is a record by itself, and not the last one."""
    with path.open("rb") as file:
        first = file.readline()
        if not (first.startswith(b"{") and first.rstrip().endswith(b"}") and file.read(1)):
            return False
    return _line(str(path), first).error is None


def _lines(name: str, lines: Iterable[bytes]) -> Iterator[tuple[Located, bytes]]:
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _line(f"{name}:{number}", line), line


def _line(place: str, line: bytes) -> Located:
    try:
        record = json.loads(
            line.rstrip().decode("utf-8-sig")
        )  # a line end would be counted as a line
    except json.JSONDecodeError as error:
        return Located(place, None, f"{place}:{error.colno}: not JSON: {error.msg}")
    except UnicodeDecodeError as error:
        return Located(place, None, f"{place}:{error.start + 1}: not UTF-8: {error.reason}")
    except (ValueError, RecursionError) as error:
        return Located(place, None, f"{place}:1: not JSON that can be read: {error}")
    if not isinstance(record, dict):
        kind = type(record).__name__
        return Located(place, None, f"{place}:1: a record is a JSON object, this is {kind}")
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
        raise DatasetError(f"{path}: not JSON that can be read: {error}") from error
    if isinstance(event, dict) and isinstance(event.get("trajectories"), list):
        event = event["trajectories"]
    for position, record in enumerate(event if isinstance(event, list) else [event]):
        yield Located(f"{path}[{position}]", record)
