"""Hugging Face prompt-completion: the completion is the gold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.validation.scorer import text_or_messages

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Flaw

SOMETIMES: Final = ()


def matches(record: dict[str, Any]) -> bool:
    """Whether there are a prompt and a completion."""
    return "prompt" in record and "completion" in record


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    yield from text_or_messages(record, "prompt", prompt=True)
    yield from text_or_messages(record, "completion", prompt=False)
