"""Policies of known strength: answers drawn by damaging the gold, a part at a time."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.vocabulary import Vocabulary

Values = Mapping[tuple[str, str], Sequence[JSON]]
"""What the records' calls have as values, by tool and parameter."""

OTHERS: Final = 20
"""Values of a parameter that are remembered: enough to be wrong in different ways."""


class Policy(NamedTuple):
    """How a model answers: fully right with chance `right`.

    Else each part is damaged with chance `damage`, on its own, and at least one is.
    """

    name: str
    right: float
    damage: float


# From a model before its fine-tuning to one near its end: the reference workflow goes from 0.44
# through 0.75 to 0.90 on average.
POLICIES: Final = (
    Policy("weak policy", 0.05, 0.6),
    Policy("medium policy", 0.3, 0.3),
    Policy("strong policy", 0.75, 0.1),
)


class Drawn(NamedTuple):
    """Calls, and the share of their parts that is undamaged.

    Parts are the name and each argument of the gold's calls, and of those that are too many.
    """

    calls: list[ToolCall]
    quality: float


class Damage:
    """Draws answers to items; `rng` makes them the same each time."""

    def __init__(self, items: Sequence[Item], vocabulary: Vocabulary, rng: random.Random) -> None:
        self._vocabulary = vocabulary
        self._rng = rng
        self._values = _values(items)

    def answers(self, item: Item, policy: Policy, count: int) -> Iterator[Drawn]:
        """`count` answers of this policy to an item that expects calls."""
        for _ in range(count):
            if self._rng.random() < policy.right:
                yield Drawn(list(item.calls), 1.0)
            else:
                yield self._damaged(item, policy.damage)

    def _damaged(self, item: Item, chance: float) -> Drawn:
        drawn = self._answer(item, chance)
        while drawn.calls == list(item.calls):  # at chance 1 each call is mistaken or forgotten
            chance = min(1.0, 2 * chance)
            drawn = self._answer(item, chance)
        return drawn

    def _answer(self, item: Item, chance: float) -> Drawn:
        calls: list[ToolCall] = []
        kept, parts = 0.0, 0
        for gold in item.calls:
            parts += 1 + len(gold.arguments)
            if self._rng.random() >= chance:
                call, undamaged = self._arguments(gold, chance)
                calls.append(call)
                kept += 1 + undamaged
            elif self._rng.choice((True, False)):  # mistaken for another tool; else forgotten
                calls.append(ToolCall(self._unexpected(item), gold.arguments))
        if self._rng.random() < chance / 2:
            extra = self._extra(item)
            calls.insert(self._rng.randint(0, len(calls)), extra)
            parts += 1 + len(extra.arguments)
        return Drawn(calls, kept / parts)

    def _extra(self, item: Item) -> ToolCall:
        """A call that is made twice, or one that nobody expects."""
        if self._rng.choice((True, False)):
            return self._rng.choice(item.calls)
        return ToolCall(self._unexpected(item), {})

    def _arguments(self, gold: ToolCall, chance: float) -> tuple[ToolCall, float]:
        """The call with some arguments damaged, and how many are not.

        A text that is half wrong, or in another order, counts half.
        """
        arguments: dict[str, JSON] = {}
        kept = 0.0
        for key, value in gold.arguments.items():
            if self._rng.random() >= chance:
                arguments[key] = value
                kept += 1
                continue
            kind = self._rng.choice(("forgotten", "wrong", "half", "half"))
            if kind == "half" and isinstance(value, str) and len(words := value.split()) > 1:
                arguments[key] = " ".join(self._half(words))
                kept += 0.5
            elif kind != "forgotten":
                arguments[key] = self._wrong((gold.name, key), value)
        return ToolCall(gold.name, arguments), kept

    def _wrong(self, place: tuple[str, str], value: JSON) -> JSON:
        """What another record has there, or else another value of its type."""
        others = [other for other in self._values.get(place, ()) if other != value]
        return self._rng.choice(others) if others else _altered(value)

    def _half(self, words: list[str]) -> list[str]:
        """Half of the words replaced, or all of them in another order."""
        if self._rng.choice((True, False)):
            return self._rng.sample(words, len(words))
        for at in self._rng.sample(range(len(words)), len(words) // 2):
            words[at] = "zebra"
        return words

    def _unexpected(self, item: Item) -> str:
        """A tool that the item offers and does not expect; an invented one where it has none."""
        expected = {call.name for call in item.calls}
        others = sorted(self._vocabulary.tools(item).keys() - expected)
        return self._rng.choice(others) if others else f"other_{item.calls[0].name}"


def _values(items: Sequence[Item]) -> Values:
    found: dict[tuple[str, str], list[Any]] = {}
    for item in items:
        for call in item.calls:
            for key, value in call.arguments.items():
                known = found.setdefault((call.name, key), [])
                if len(known) < OTHERS and value not in known:
                    known.append(value)
    return found


def _altered(value: JSON) -> JSON:
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return value + 7
    return f"not {value}" if isinstance(value, str) else "something else"
