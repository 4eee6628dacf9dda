"""rft_eval: an evaluation with the reward function, in RFT's format.

AWS: SageMaker developer guide, nova-rft-evaluation, limitations.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.problem import Flaw, Rule
from eval_jobs.datasets.validation.reference import check_reference
from eval_jobs.datasets.validation.rft import SOMETIMES, check_prompt, matches
from eval_jobs.datasets.validation.shape import objects
from eval_jobs.finding import Severity

__all__ = ["REPEATED_IDS", "SOMETIMES", "check", "matches"]

ONE_USER: Final = Rule("rft_eval.one_user_message")
NO_ID: Final = Rule("rft_eval.no_id", Severity.WARNING)
REPEATED_IDS: Final = Severity.ERROR
"""Results are joined with the records by their ids."""


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    yield from check_prompt(record)
    messages = [message for _, message in objects(record.get("messages"))]
    users = sum(message.get("role") == "user" for message in messages)
    if users > 1:
        yield Flaw(ONE_USER, f"one message is the user's, not {users}", ("messages",))
    if record.get("id") is None:
        yield Flaw(NO_ID, "without an id, results cannot be matched with their records")
    yield from check_reference(record)
