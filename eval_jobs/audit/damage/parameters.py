"""Damage to the parameters of calls: which there are, and of which type."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.damage.damage import CallLadder, Damage, shuffled
from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.formats import Calls

MANY: Final = (0, 1, 2, 5, 20)
"""How many parameters are invented for each call, step by step."""


def _one_by_one(change: Callable[[str, JSON], dict[str, JSON]]) -> CallLadder:
    """A ladder that changes one parameter after another, in whichever call it is."""

    def ladder(gold: Calls, rng: Random) -> Damage[list[ToolCall]]:
        order = shuffled(((at, key) for at, one in enumerate(gold) for key in one.arguments), rng)

        def done(steps: int) -> list[ToolCall]:
            chosen = set(order[:steps])
            return [
                _changed(one, {key for at_, key in chosen if at_ == at}, change)
                for at, one in enumerate(gold)
            ]

        return Damage(len(order), done)

    return ladder


def _changed(
    one: ToolCall, keys: set[str], change: Callable[[str, JSON], dict[str, JSON]]
) -> ToolCall:
    if not keys:
        return one
    found: dict[str, JSON] = {}
    for key, value in one.arguments.items():
        found |= change(key, value) if key in keys else {key: value}
    return ToolCall(one.name, found)


def retyped(value: JSON) -> JSON:
    """The same thing in another type: 5 as "5", a text alone in a list, a list in a list."""
    return [value] if isinstance(value, str | list | None) else str(value)


def emptied(value: JSON) -> JSON:
    """An empty value of the same type, or a word where it is empty already."""
    empty = type(value)() if value is not None else ""
    return empty if empty != value else "nothing"


def _invented(gold: Calls, _rng: Random) -> Damage[list[ToolCall]]:
    def done(steps: int) -> list[ToolCall]:
        extra = {f"invented_{index}": index for index in range(MANY[steps])}
        return [ToolCall(one.name, {**one.arguments, **extra}) for one in gold]

    return Damage(len(MANY) - 1 if gold else 0, done)


PARAMETER_LADDERS: Final[dict[str, CallLadder]] = {
    "dropped": _one_by_one(lambda _key, _value: {}),
    "renamed": _one_by_one(lambda key, value: {f"other_{key}": value}),
    "retyped": _one_by_one(lambda key, value: {key: retyped(value)}),
    "emptied": _one_by_one(lambda key, value: {key: emptied(value)}),
    "invented": _invented,
}
