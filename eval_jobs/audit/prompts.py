"""What the items ask, and which of them ask nearly the same."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from eval_jobs.datasets.near import Prompts
from eval_jobs.datasets.prompts import prompt_of, words_of

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item


def prompt_text(item: Item) -> str:
    """The item's prompt, without what the system says; its question where that cannot be read."""
    try:
        return prompt_of(item.record)
    except ValueError:
        return item.question


def near_groups(items: Iterable[Item]) -> Sequence[int]:
    """For each item the number of its group: all prompts which are nearly the same as its own."""
    prompts = Prompts()
    for item in items:
        prompts.add(words_of(prompt_text(item)))
    groups: list[int] = prompts.groups().tolist()
    return groups
