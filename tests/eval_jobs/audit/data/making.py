"""Data with one thing wrong at a time."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from eval_jobs.audit.data import examine
from eval_jobs.audit.right import is_right
from tests.eval_jobs.audit.made import Grade, Payer, call, read, record

if TYPE_CHECKING:
    from collections.abc import Sequence

    from eval_jobs.audit.check import Check
    from eval_jobs.audit.item import Item


def fair(item: Item, answer: str) -> float:
    return float(is_right(item, answer))


def sound(count: int) -> list[dict[str, Any]]:
    """Records with nothing wrong: every prompt another one, tools and values even."""
    return [
        record(f"r{at}", f"w{at} x{at} y{at} z{at}", [call(f"tool_{at % 5}", value=at)])
        for at in range(count)
    ]


def checks_of(
    records: Sequence[dict[str, Any]], grade: Grade = fair, others: Sequence[Path] = ()
) -> dict[str, Check]:
    """The checks of these records, by name without the section's."""
    section = examine(read(records), others, Payer(grade))
    return {check.name.removeprefix("data."): check for check in section.checks}
