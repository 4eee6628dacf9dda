"""llm_judge: a prompt and two responses that a judge compares.

AWS: SageMaker developer guide, nova-model-evaluation.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule
from eval_jobs.datasets.validation.shape import text
from eval_jobs.finding import Severity

LONG: Final = Rule("llm_judge.long", Severity.WARNING)

FILE_NAME: Final = "llm_judge.jsonl"
SOMETIMES: Final = ()
KEYS: Final = ("prompt", "response_A", "response_B")
MOST_TOKENS: Final = 12_000
CHARACTERS_PER_TOKEN: Final = 4
"""An estimate for English."""


def matches(record: dict[str, Any]) -> bool:
    """Whether there are two responses."""
    return "response_A" in record and "response_B" in record


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    for key in KEYS:
        yield from text(record, key)
    tokens = sum(len(str(record.get(key))) for key in KEYS) // CHARACTERS_PER_TOKEN
    if tokens >= MOST_TOKENS:
        message = f"about {tokens:,} tokens by its characters; the judge reads {MOST_TOKENS:,}"
        yield Flaw(LONG, message)
