"""SageMaker's eval format: as gen_qa, with metadata that is an object."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.validation.gen_qa import check_question
from eval_jobs.datasets.validation.shape import of_type

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Flaw

SOMETIMES: Final = ("system", "images")


def matches(record: dict[str, Any]) -> bool:
    """Whether there is a query (gen_qa's come before)."""
    return "query" in record


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    yield from check_question(record)
    if record.get("metadata") is not None:
        yield from of_type(record["metadata"], dict, ("metadata",))
