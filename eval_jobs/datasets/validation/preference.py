"""Hugging Face preference: a prompt, and two responses of which one was chosen."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule
from eval_jobs.datasets.validation.scorer import text_or_messages
from eval_jobs.finding import Severity

ALIKE: Final = Rule("preference.alike", Severity.WARNING)

SOMETIMES: Final = ()


def matches(record: dict[str, Any]) -> bool:
    """Whether one response was chosen and another rejected."""
    return "chosen" in record and "rejected" in record


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record. The prompt may be called `input`."""
    prompt = "input" if "input" in record else "prompt"
    yield from text_or_messages(record, prompt, prompt=True)
    yield from text_or_messages(record, "chosen", prompt=False)
    yield from text_or_messages(record, "rejected", prompt=False)
    if "chosen" in record and record["chosen"] == record.get("rejected"):
        message = "chosen and rejected say the same: there is nothing to prefer"
        yield Flaw(ALIKE, message, ("rejected",))
