"""verl: a prompt, and the gold in `reward_model.ground_truth` or `extra_info`."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.validation.scorer import gold, text_or_messages
from eval_jobs.datasets.validation.shape import of_type
from graders.records import verl

if TYPE_CHECKING:
    from eval_jobs.datasets.validation.problem import Flaw

SOMETIMES: Final = ("reward_model",)
matches: Final = verl.matches


def check(record: dict[str, Any], model: str) -> Iterator[Flaw]:  # noqa: ARG001  # as its siblings
    """The flaws in one record."""
    yield from text_or_messages(record, "prompt", prompt=True)
    for key in ("reward_model", "extra_info"):
        if record.get(key) is not None:
            yield from of_type(record[key], dict, (key,))
    yield from gold(record, ("reward_model", "ground_truth"), ("extra_info", "reference_answer"))
