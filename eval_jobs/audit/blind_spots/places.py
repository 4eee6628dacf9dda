"""One wrong value, and nothing else: by type of value, by tool, and by parameter of a tool."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.blind_spots.climbing import Climb, Paid, Step
from eval_jobs.audit.damage import SLIPS, slipped_once
from eval_jobs.audit.paying import Pay, Probe
from eval_jobs.audit.right import is_right
from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from random import Random

    from eval_jobs.audit.item import Item

RECORDS: Final = 3
FEWEST: Final = 10
"""On fewer records or answers nothing is said: one odd answer must not be more than a tenth."""
MOST: Final = 20
"""So many values are damaged for a parameter, and as many for a type."""
OTHERS: Final = 20
"""So many values that other records have there are remembered."""

_TYPES: Final[Mapping[type, str]] = {
    str: "texts",
    bool: "yes or no",
    int: "numbers",
    float: "numbers",
    list: "lists",
    dict: "objects",
}


class Place(NamedTuple):
    """One value of an item's calls."""

    paid: Paid
    call: int
    parameter: str

    @property
    def value(self) -> JSON:
        """The right value."""
        return self.paid.item.calls[self.call].arguments[self.parameter]

    @property
    def tool(self) -> str:
        """The tool that is called."""
        return self.paid.item.calls[self.call].name

    @property
    def name(self) -> str:
        """The tool and the parameter."""
        return f"{self.tool}.{self.parameter}"

    @property
    def kind(self) -> str:
        """The type of the right value; null is none."""
        return _TYPES.get(type(self.value), "")

    def without(self) -> str:
        """The answer without this parameter."""
        return self._answer({})

    def answer(self, value: JSON) -> str:
        """The answer with this value there."""
        return self._answer({self.parameter: value})

    def _answer(self, given: dict[str, JSON]) -> str:
        calls = list(self.paid.item.calls)
        tool, arguments = calls[self.call]
        kept: dict[str, JSON] = {}
        for key, value in arguments.items():
            kept |= given if key == self.parameter else {key: value}
        calls[self.call] = ToolCall(tool, kept)
        return self.paid.item.answer(calls)


def places(paid: Sequence[Paid], pay: Pay, rng: Random) -> list[tuple[str, list[Climb]]]:
    """What answers earn that are wrong in one value only, by what they have in common.

    By type of value, by tool, and by tool and parameter: where at least RECORDS records have
    FEWEST such answers.
    """
    known = _known([one.item for one in paid])
    slips = [
        (place, answer)
        for place in _chosen(rng.sample(paid, len(paid)))
        for answer in _wrong(place, known[place.name], rng)
    ]
    rewards = pay([Probe(place.paid.item, answer) for place, answer in slips], "one wrong value")
    types, tools, names = (defaultdict[str, list[Climb]](list) for _ in range(3))
    for (place, answer), reward in zip(slips, rewards, strict=True):
        if reward is not None:
            item, gold = place.paid
            climb = Climb(item, [Step(0.0, item.gold, gold), Step(1.0, answer, reward)])
            tools[place.tool].append(climb)
            names[place.name].append(climb)
            if place.kind:
                types[f"values that are {place.kind}"].append(climb)
    return [
        (title, found)
        for title, found in chain(types.items(), tools.items(), names.items())
        if len(found) >= FEWEST and len({climb.item.id for climb in found}) >= RECORDS
    ]


def _chosen(paid: Sequence[Paid]) -> Iterator[Place]:
    """Of each type, and of each parameter of a tool that is frequent enough, at most MOST."""
    found = [
        Place(one, at, parameter)
        for one in paid
        for at, call in enumerate(one.item.calls)
        for parameter in call.arguments
    ]
    frequent = Counter(call.name for one in paid for call in one.item.calls)
    names: Counter[str] = Counter()
    types: Counter[str] = Counter()
    for place in found:
        rare = frequent[place.tool] < RECORDS
        if types[place.kind] < MOST or (names[place.name] < MOST and not rare):
            names[place.name] += 1
            types[place.kind] += 1
            yield place


def _wrong(place: Place, known: Sequence[JSON], rng: Random) -> Iterator[str]:
    """The answers with this one value missing, mistaken for another record's, or slightly off."""
    value, item = place.value, place.paid.item
    others = [other for other in known if other != value]
    mistakes = [rng.choice(others)] if others else []
    mistakes += chain.from_iterable(slipped_once(value, slip) for slip in SLIPS.values())
    answers = dict.fromkeys([place.without(), *map(place.answer, mistakes)])
    yield from (answer for answer in answers if not is_right(item, answer))


def _known(items: Sequence[Item]) -> Mapping[str, Sequence[JSON]]:
    """What the items have as values, by tool and parameter."""
    found: dict[str, list[JSON]] = {}
    for item in items:
        for call in item.calls:
            for key, value in call.arguments.items():
                values = found.setdefault(f"{call.name}.{key}", [])
                if len(values) < OTHERS and value not in values:
                    values.append(value)
    return found
