"""What a policy may have learnt from other records than the one it is paid for."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.datasets.canonical import canonical_json
from eval_jobs.datasets.prompts import words_of

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.item import Item
    from eval_jobs.audit.vocabulary import Vocabulary
    from graders.sample import ToolCall

Arguments = Mapping[str, Any]

BLOCK: Final = 256
"""Questions that are compared with all seen ones at a time, to bound the memory."""


class Known:
    """The answers to the `seen` records, for a policy that answers the `paid` ones.

    `constant` is the seen record whose answer is given to all, once it is chosen.
    """

    constant: Item | None = None

    def __init__(
        self, seen: Sequence[Item], paid: Sequence[Item], vocabulary: Vocabulary, rng: Random
    ) -> None:
        self.tools = vocabulary.tools
        self.nearest = _nearest(seen, paid)
        self._rng = rng
        self._arguments = _arguments(seen)
        self._stated = {item.form: item.reference.fields for item in seen}

    def written(self, item: Item, calls: Sequence[ToolCall], source: Item | None = None) -> str:
        """The text of these calls in the item's format.

        What the format states beside them is that of `source`, or of a record that was seen:
        nothing of it is given away.
        """
        stated = self._stated.get(item.form, {}) if source is None else source.reference.fields
        return item._replace(reference=item.reference._replace(fields=stated)).answer(calls)

    def usual(self, tool: str) -> Sequence[Arguments]:
        """The arguments that the tool was seen with, each once, the most frequent first."""
        return self._arguments.get(tool, ())

    def others(self, call: ToolCall) -> Arguments | None:
        """Arguments that the call's tool was seen with elsewhere, and that are not the call's."""
        differing = [known for known in self.usual(call.name) if known != call.arguments]
        return self._rng.choice(differing) if differing else None


def _arguments(seen: Sequence[Item]) -> dict[str, tuple[Arguments, ...]]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    values: dict[tuple[str, str], Arguments] = {}
    for item in seen:
        for call in item.calls:
            text = canonical_json(call.arguments)
            counts[call.name][text] += 1
            values[call.name, text] = call.arguments
    return {
        tool: tuple(values[tool, text] for text, _ in counter.most_common())
        for tool, counter in counts.items()
    }


def _nearest(seen: Sequence[Item], paid: Sequence[Item]) -> dict[str, Item]:
    """For the id of each paid item, the seen one whose question shares most words with its own.

    Words weigh by how rare they are (TF-IDF, cosine). Items without a word in common with any
    seen one are left out.
    """
    if not seen or not paid:
        return {}
    from sklearn.feature_extraction.text import TfidfVectorizer

    weights = TfidfVectorizer(analyzer=words_of)
    known = weights.fit_transform([item.question for item in seen]).T
    nearest = {}
    for start in range(0, len(paid), BLOCK):
        block = paid[start : start + BLOCK]
        likeness = (weights.transform([item.question for item in block]) @ known).toarray()
        for item, row in zip(block, likeness, strict=True):
            if row.max() > 0:
                nearest[item.id] = seen[int(row.argmax())]
    return nearest
