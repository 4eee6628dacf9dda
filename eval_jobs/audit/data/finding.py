"""What is found in the data, before it is held against its bar."""

from __future__ import annotations

from collections.abc import Sized
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.audit.check import Example


class Finding(NamedTuple):
    """One figure of the data, over so many records, with an example of it at its worst."""

    value: float | None
    records: int
    note: str = ""
    example: Example | None = None


def share(part: Sized, whole: Sized) -> float | None:
    """The share that `part` has in `whole`; None of nothing."""
    return len(part) / len(whole) if len(whole) else None
