"""What the datasets of custom scorers share.

AWS: SageMaker developer guide, model-customize-evaluation-preset-custom-scorers; sagemaker 3.27,
ai_registry/schemas.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from eval_jobs.datasets.validation.chat import check_messages
from eval_jobs.datasets.validation.problem import Flaw, Step
from eval_jobs.datasets.validation.shape import MISSING, TYPE, text

ROLES: Final = ("system", "user", "assistant", "tool", "developer")


def text_or_messages(record: dict[str, Any], key: str, *, prompt: bool) -> Iterator[Flaw]:
    """The flaws in what is a text or chat messages; those of a `prompt` hold a user's turn."""
    value, path = record.get(key), (key,)
    if isinstance(value, list):
        for flaw in check_messages(value, ROLES, path):
            if prompt or flaw.rule.name != "no_user_turn":
                yield flaw
    elif key in record and not isinstance(value, str):
        yield Flaw(TYPE, f"{key} is to be text or a list of messages", path)
    else:
        yield from text(record, key)


def gold(record: dict[str, Any], *places: tuple[Step, ...]) -> Iterator[Flaw]:
    """A flaw unless one of these places, or `reference_answer`, holds what is right."""
    for place in (*places, ("reference_answer",)):
        value: Any = record
        for step in place:
            value = value.get(step) if isinstance(value, dict) else None
        if value not in (None, "", {}):
            return
    words = " or ".join(".".join(map(str, place)) for place in (*places, ("reference_answer",)))
    yield Flaw(MISSING, f"there is no gold in {words}")
