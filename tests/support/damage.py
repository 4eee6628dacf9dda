"""Ladders of damage: gold, then the same kind of damage again and again, a step at a time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from tests.support.formats import Calls

T = TypeVar("T")
Ladder = list[list[ToolCall]]


def dropped(gold: Calls) -> Ladder:
    return [list(gold[: len(gold) - step]) for step in range(len(gold) + 1)]


def with_invented(gold: Calls) -> Ladder:
    return [[*gold, *[ToolCall("invented", {"a": 1})] * step] for step in range(6)]


def repeated(gold: Calls) -> Ladder:
    return [[*gold, *list(gold) * step] for step in range(4)]


def swapped(gold: Calls) -> Ladder:
    """One tool after another is mistaken for another one."""
    return [
        [ToolCall(f"other_{one.name}", one.arguments) for one in gold[:step]] + list(gold[step:])
        for step in range(len(gold) + 1)
    ]


def reordered(gold: Calls) -> Ladder:
    """Ever longer beginnings are turned round; the first call keeps the last place of them."""
    return [list(gold), *(turned_round(gold, step) for step in range(2, len(gold) + 1))]


def turned_round(items: Sequence[T], count: int) -> list[T]:
    return [*reversed(items[:count]), *items[count:]]


CALL_LADDERS: Final[dict[str, Callable[[Calls], Ladder]]] = {
    ladder.__name__: ladder for ladder in (dropped, with_invented, repeated, swapped, reordered)
}


def _per_parameter(change: Callable[[str, JSON], dict[str, JSON]]) -> Callable[[ToolCall], Ladder]:
    """A ladder that changes one parameter of a call after another."""

    def ladder(one: ToolCall) -> Ladder:
        keys = list(one.arguments)
        return [
            [ToolCall(one.name, _changed(one.arguments, keys[:step], change))]
            for step in range(len(keys) + 1)
        ]

    return ladder


def _changed(
    arguments: Any, keys: list[str], change: Callable[[str, JSON], dict[str, JSON]]
) -> dict[str, JSON]:
    found: dict[str, JSON] = {}
    for key, value in arguments.items():
        found |= change(key, value) if key in keys else {key: value}
    return found


def retyped(value: JSON) -> JSON:
    if isinstance(value, str | None):
        return [value]
    return [[value]] if isinstance(value, list) else str(value)


def emptied(value: JSON) -> JSON:
    """An empty value of the same type, or none at all where it is empty already."""
    empty = type(value)() if value is not None else ""
    return empty if empty != value else "nothing"


def _invented_parameters(one: ToolCall) -> Ladder:
    extra = {f"invented_{index}": index for index in range(20)}
    return [
        [ToolCall(one.name, {**one.arguments, **dict(list(extra.items())[:step])})]
        for step in (0, 1, 2, 5, 20)
    ]


PARAMETER_LADDERS: Final[dict[str, Callable[[ToolCall], Ladder]]] = {
    "dropped": _per_parameter(lambda _key, _value: {}),
    "renamed": _per_parameter(lambda key, value: {f"other_{key}": value}),
    "retyped": _per_parameter(lambda key, value: {key: retyped(value)}),
    "emptied": _per_parameter(lambda key, value: {key: emptied(value)}),
    "invented": _invented_parameters,
}


def words_dropped(words: Sequence[str]) -> list[str]:
    return [" ".join(words[: len(words) - step]) for step in range(len(words))]


def words_appended(words: Sequence[str]) -> list[str]:
    return [" ".join([*words, *["zebra"] * step]) for step in range(6)]


def words_shuffled(words: Sequence[str]) -> list[str]:
    return [" ".join(turned_round(words, step)) for step in range(1, len(words) + 1)]


def words_replaced(words: Sequence[str]) -> list[str]:
    return [" ".join(["zebra"] * step + list(words[step:])) for step in range(len(words) + 1)]


TEXT_LADDERS: Final[dict[str, Callable[[Sequence[str]], list[str]]]] = {
    ladder.__name__: ladder
    for ladder in (words_dropped, words_appended, words_shuffled, words_replaced)
}
