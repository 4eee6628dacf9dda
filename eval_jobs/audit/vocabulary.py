"""The tools that an answer may name: those that the record offers, else those of the dataset."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item

Tools = Mapping[str, Sequence[str]]
"""Parameters by tool."""


class Vocabulary:
    """What a policy that knows the tools, and nothing of the question, can choose from."""

    def __init__(self, items: Sequence[Item]) -> None:
        known: dict[str, dict[str, None]] = {}
        for item in items:
            for call in item.calls:
                known.setdefault(call.name, {}).update(dict.fromkeys(call.arguments))
        self._known = {name: tuple(known[name]) for name in sorted(known)}

    def tools(self, item: Item) -> Tools:
        """The record's tools with their parameters; of all gold calls where it offers none."""
        if item.toolbox is None:
            return self._known
        return {name: tuple(item.toolbox.properties(name)) for name in item.toolbox}
