"""Small mistakes in single values, at any depth: near numbers, flags, choices, elements, null."""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import pairwise
from random import Random
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.damage.damage import CallLadder, Damage, shuffled
from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.formats import Calls

Slip = Callable[[JSON], list[JSON]]
"""What a value becomes, or nothing where it cannot happen to it."""
Path = tuple[str | int, ...]


def off_by_one(value: JSON) -> list[JSON]:
    """The next number."""
    return [value + 1] if _counts(value) and value + 1 != value else []


def off_by_a_hundredth(value: JSON) -> list[JSON]:
    """A number 1% larger; none where that is the next one, or no other."""
    if not _counts(value):
        return []
    if isinstance(value, int):
        other: JSON = value + value // 100
        return [other] if value >= 200 or value < -100 else []  # noqa: PLR2004  # 1% is 2 or more
    other = value * 1.01
    return [other] if other != value and math.isfinite(other) else []


def sign_turned(value: JSON) -> list[JSON]:
    """A number on the other side of zero."""
    return [-value] if _counts(value) and value != 0 else []


def _counts(value: JSON) -> bool:
    """Whether it is a number that can be reckoned with."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return isinstance(value, int) or math.isfinite(value)


def flag_turned(value: JSON) -> list[JSON]:
    """Yes for no."""
    return [not value] if isinstance(value, bool) else []


def null_instead(value: JSON) -> list[JSON]:
    """Nothing in place of a single value."""
    return [] if value is None or isinstance(value, dict | list) else [None]


def element_dropped(value: JSON) -> list[JSON]:
    """A list without its last element."""
    return [value[:-1]] if isinstance(value, list) and value else []


def elements_swapped(value: JSON) -> list[JSON]:
    """The first two neighbours of a list that differ change places."""
    if isinstance(value, list):
        for at, (one, other) in enumerate(pairwise(value)):
            if one != other:
                return [[*value[:at], other, one, *value[at + 2 :]]]
    return []


SLIPS: Final[dict[str, Slip]] = {
    slip.__name__: slip
    for slip in (
        off_by_one,
        off_by_a_hundredth,
        sign_turned,
        flag_turned,
        null_instead,
        element_dropped,
        elements_swapped,
    )
}


def slipped_once(value: JSON, slip: Slip) -> list[JSON]:
    """The value with the first slip that can happen anywhere in it; nothing where none can."""
    path = next(_places(value, slip, ()), None)
    return [] if path is None else [_slipped(value, slip, {path}, ())]


def _places(value: JSON, slip: Slip, path: Path) -> Iterator[Path]:
    """Where in a value the slip can happen; not inside of what it happens to."""
    if slip(value):
        yield path
        return
    for key, inner in _inner(value):
        yield from _places(inner, slip, (*path, key))


def _inner(value: JSON) -> Iterator[tuple[str | int, JSON]]:
    if isinstance(value, dict):
        yield from value.items()
    elif isinstance(value, list):
        yield from enumerate(value)


def _slipped(value: JSON, slip: Slip, places: Collection[Path], path: Path) -> JSON:
    """The value with the slip at these places."""
    if path in places:
        return slip(value)[0]
    found = [_slipped(inner, slip, places, (*path, key)) for key, inner in _inner(value)]
    if isinstance(value, dict):
        return dict(zip(value, found, strict=True))
    return found if isinstance(value, list) else value


def _ladder(slip: Slip) -> CallLadder:
    """The slip at one place of the calls after another."""

    def of_calls(gold: Calls, rng: Random) -> Damage[list[ToolCall]]:
        whole = [
            (at, key, value) for at, one in enumerate(gold) for key, value in one.arguments.items()
        ]
        order = shuffled((p for at, key, v in whole for p in _places(v, slip, (at, key))), rng)

        def done(steps: int) -> list[ToolCall]:
            chosen = set(order[:steps])
            return [
                ToolCall(
                    one.name,
                    {k: _slipped(v, slip, chosen, (at, k)) for k, v in one.arguments.items()},
                )
                for at, one in enumerate(gold)
            ]

        return Damage(len(order), done)

    return of_calls


SLIP_LADDERS: Final[dict[str, CallLadder]] = {name: _ladder(slip) for name, slip in SLIPS.items()}


def mistaken(
    gold: Calls, rng: Random, choices: Callable[[str, str], Sequence[JSON]]
) -> Damage[list[ToolCall]]:
    """One parameter after another has another of its choices, which depend on tool and name."""
    others = {
        (at, key): [other for other in choices(one.name, key) if other != value]
        for at, one in enumerate(gold)
        for key, value in one.arguments.items()
    }
    order = shuffled((place for place, found in others.items() if found), rng)
    wrong = {place: rng.choice(others[place]) for place in order}

    def done(steps: int) -> list[ToolCall]:
        chosen = {place: wrong[place] for place in order[:steps]}
        return [
            ToolCall(one.name, {k: chosen.get((at, k), v) for k, v in one.arguments.items()})
            for at, one in enumerate(gold)
        ]

    return Damage(len(order), done)
