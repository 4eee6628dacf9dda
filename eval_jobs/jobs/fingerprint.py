"""What tells whether a job is still the one that was launched, wherever its files lie now."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from pydantic import BaseModel, ConfigDict

from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.job import LOCAL, Job
from eval_jobs.jobs.places import find, put

ABSENT: Final = "absent"
"""In place of the SHA-256 of a file that is not there."""


class Fingerprint(BaseModel):
    """SHA-256 of a job without the paths of its local files, and of what each of them holds.

    `files` are by their field, such as `data.train`. What lies in S3 is known by its address only.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    job: str
    files: dict[str, str]

    @classmethod
    def of(cls, job: Job) -> Fingerprint:
        """The fingerprint of a job; its files are read. JobError where one cannot be."""
        content = job.model_dump(mode="json")
        if job.backend != "local":
            del content["local"]  # nobody reads it
        files = {field: _content_of(Path(path)) for field, path in _local(content)}
        for field in files:
            put(content, field, "")
        text = json.dumps(content, sort_keys=True)
        return cls(job=hashlib.sha256(text.encode()).hexdigest(), files=files)

    def changes(self, now: Fingerprint) -> Iterator[str]:
        """What is not the same any more, in words."""
        if now.job != self.job or now.files.keys() != self.files.keys():
            yield "the job file"
            return
        for field, digest in now.files.items():
            if digest == ABSENT != self.files[field]:
                yield f"{field} (there is no such file)"
            elif digest != self.files[field]:
                yield f"what {field} holds"


def _local(content: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for field in LOCAL:
        address = find(content, field)
        if isinstance(address, str) and "://" not in address:
            yield field, address


def _content_of(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ABSENT
    except OSError as error:
        raise JobError(f"cannot read {path}: {error.strerror}") from error
