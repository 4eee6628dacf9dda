"""OpenAI chat: messages, the last of them the gold turn unless there is a reference answer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.validation.chat import check_messages
from eval_jobs.datasets.validation.scorer import ROLES, gold
from eval_jobs.datasets.validation.shape import objects
from eval_jobs.datasets.validation.tools import check_functions

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Flaw

SOMETIMES: Final = ("reference_answer",)


def matches(record: dict[str, Any]) -> bool:
    """Whether there are messages (the formats that say more about theirs come before)."""
    return "messages" in record


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    messages = record.get("messages")
    yield from check_messages(messages, ROLES, ("messages",))
    if record.get("tools") is not None:
        yield from check_functions(record["tools"])
    turns = [message for _, message in objects(messages)]
    if turns and turns[-1].get("role") != "assistant":
        yield from gold(record)
