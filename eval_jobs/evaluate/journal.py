"""What a run has done so far, a line a sample: kept as it comes, and found again by id."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Mapping
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, Self

from eval_jobs.errors import DatasetError, ToolgradeError

if TYPE_CHECKING:
    from pathlib import Path


class Journal:
    """A file of JSON lines, each with an `id` that no other has, in the order they came.

    Opening it cuts off a last line that was not written to its end, as a killed run leaves one.
    Memory holds ids and places only. Use it as a context manager: one process at a time has it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._places: dict[str, int] = {}
        with ExitStack() as opened:
            try:
                self._writer = opened.enter_context(path.open("ab", buffering=0))
                self._reader = opened.enter_context(path.open("rb"))
            except OSError as error:
                raise ToolgradeError(f"cannot write {path}: {error.strerror}") from error
            self._lock()
            self._end = self._survey()
            self._opened = opened.pop_all()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._opened.close()

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._places

    def __len__(self) -> int:
        return len(self._places)

    def append(self, entry: Mapping[str, Any]) -> None:
        """Write one more line, whole; it survives whatever happens to this process."""
        line = json.dumps(entry).encode() + b"\n"  # ASCII, so any text survives
        try:
            written = self._writer.write(line)
        except OSError as error:
            raise ToolgradeError(f"cannot write {self._path}: {error.strerror}") from error
        if written != len(line):
            raise ToolgradeError(f"cannot write {self._path}: the disk is full")
        self._places[entry["id"]] = self._end
        self._end += len(line)

    def get(self, identifier: str) -> dict[str, Any] | None:
        """The line of this id, None without one."""
        place = self._places.get(identifier)
        if place is None:
            return None
        self._reader.seek(place)
        entry: dict[str, Any] = json.loads(self._reader.readline())
        return entry

    def _lock(self) -> None:
        try:
            fcntl.flock(self._writer, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise ToolgradeError(
                f"{self._path.parent} is being written by another `toolgrade evaluate`: "
                "wait for it, or choose another --name or --output"
            ) from error

    def _survey(self) -> int:
        """Note where each line begins; the file's length."""
        place = 0
        for number, line in enumerate(self._reader, 1):
            if not line.endswith(b"\n"):
                os.truncate(self._path, place)
                break
            try:
                self._places.setdefault(json.loads(line)["id"], place)
            except (ValueError, TypeError, KeyError) as error:
                raise DatasetError(
                    f"{self._path}:{number}: not a line that was written here: delete it, and "
                    "its sample is done again"
                ) from error
            place += len(line)
        return place
