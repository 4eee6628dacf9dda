"""The launched jobs that this machine knows: one JSON file each, in a folder."""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.record import JobRecord
from eval_jobs.report.plain import complain

NAME: Final = re.compile(r"[a-zA-Z0-9][a-zA-Z0-9.+-]{0,62}")
"""What the services take for a job's name; it is no path."""
LOCAL: Final = "local"
"""Below the records: what jobs on this machine make."""


class Registry:
    """The records below `folder`, `<name>.json` each.

    A record is replaced in one step, so a reader sees the old or the new one, whatever happens to
    the writer. One process at a time changes a record.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def save(self, record: JobRecord) -> None:
        """Write the record whole, in place of one of the same name."""
        with self._locked(record.name):
            self._write(record)

    def update(self, name: str, **changes: Any) -> JobRecord:
        """Change these fields and no others, which another process may be changing."""
        with self._locked(name):
            kept = self.load(name)
            record = JobRecord.model_validate({**kept.model_dump(), **changes})
            if record != kept:
                self._write(record)
        return record

    def load(self, name: str) -> JobRecord:
        """The record of this name. JobError names the known ones, or says what is damaged."""
        path = self._path(name)
        try:
            return JobRecord.model_validate_json(path.read_bytes())
        except FileNotFoundError:
            raise JobError(f"no job {name!r} in {self._folder}: {self._known(name)}") from None
        except OSError as error:
            raise JobError(f"cannot read {path}: {error.strerror}") from error
        except ValidationError as error:
            first = error.errors()[0]
            field = ".".join(map(str, first["loc"]))
            raise JobError(
                f"{path}: not a job's record ({field or 'file'}: {first['msg']}): mend or delete it"
            ) from None

    def all(self, report: Callable[[str], None] = complain) -> list[JobRecord]:
        """Every record, the first launched first; `report` is told of files that are damaged."""
        records = []
        for name in self.names():
            try:
                records.append(self.load(name))
            except JobError as error:
                report(str(error))
        return sorted(records, key=lambda record: (record.launched, record.name))

    def place(self, name: str) -> Path:
        """The folder of a job on this machine; it may not be there yet."""
        self._path(name)  # refuses what is no name
        return self._folder / LOCAL / name

    def names(self) -> list[str]:
        """The names of all jobs, sorted, damaged ones too."""
        return sorted(path.stem for path in self._folder.glob("*.json") if _is_name(path.stem))

    def _known(self, name: str) -> str:
        names = self.names()
        if not names:
            return "none is known here"
        near = get_close_matches(name, names, n=1)
        hint = f"did you mean {near[0]}? " if near else ""
        return f"{hint}Known: {', '.join(names)}"

    def _path(self, name: str) -> Path:
        if not _is_name(name):
            raise JobError(f"{name!r} is no job's name: letters, digits and hyphens, at most 63")
        return self._folder / f"{name}.json"

    def _write(self, record: JobRecord) -> None:
        path = self._path(record.name)
        partial = path.with_name(f"{path.name}.partial")
        try:
            with partial.open("w", encoding="utf-8") as file:
                file.write(record.model_dump_json(indent=2) + "\n")
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise JobError(f"cannot write {path}: {error.strerror}") from error

    @contextmanager
    def _locked(self, name: str) -> Iterator[None]:
        """Wait for whoever is changing this record; the lock goes with its process."""
        path = self._path(name).with_suffix(".lock")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            file = path.open("w")
        except OSError as error:
            raise JobError(f"cannot write {path}: {error.strerror}") from error
        with file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _is_name(name: str) -> bool:
    return NAME.fullmatch(name) is not None
