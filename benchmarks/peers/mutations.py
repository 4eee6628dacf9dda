"""Right and wrong answers to a record, by chance: what a grader and a checker should agree on."""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from benchmarks.peers.records import Calls, Record

Change = Callable[[Any, random.Random], Any]

TEXT_CHANGES: Final[dict[str, Change]] = {
    "capitals": lambda text, _: text.upper(),
    "full stop": lambda text, _: f"{text}.",
    "underscores": lambda text, _: text.replace(" ", "_"),
    "no commas": lambda text, _: text.replace(",", ""),
    "no spaces": lambda text, _: text.replace(" ", ""),
    "quotes": lambda text, _: f"'{text}'",
    "hyphens": lambda text, _: text.replace(" ", "-"),
    "word more": lambda text, _: f"{text} please",
    "article": lambda text, _: f"the {text}",
    "word less": lambda text, _: " ".join(text.split()[:-1]) or text[:-1],
    "last letter": lambda text, _: text[:-1],
    "reversed words": lambda text, _: " ".join(text.split()[::-1]),
    "digits": lambda text, _: re.sub(r"\d", lambda match: str((int(match[0]) + 3) % 10), text),
    "sign": lambda text, _: f"-{text}",
    "in a list": lambda text, _: [text],
    "empty": lambda *_: "",
}
NUMBER_CHANGES: Final[dict[str, Change]] = {
    "one more": lambda number, _: number + 1,
    "a tenth more": lambda number, _: number * 1.1,
    "other sign": lambda number, _: -number if number else 1,
    "as text": lambda number, _: str(number),
    "as float": lambda number, _: float(number),
    "as integer": lambda number, _: int(number),
    "in a list": lambda number, _: [number],
    "true": lambda *_: True,
}
FLAG_CHANGES: Final[dict[str, Change]] = {
    "other": lambda flag, _: not flag,
    "as text": lambda flag, _: str(flag).lower(),
    "as number": lambda flag, _: int(flag),
}
LIST_CHANGES: Final[dict[str, Change]] = {
    "last left out": lambda items, _: items[:-1],
    "first twice": lambda items, _: [*items, *items[:1]],
    "reversed": lambda items, _: items[::-1],
    "whole numbers": lambda items, _: [
        int(one) if isinstance(one, float) and one.is_integer() else one for one in items
    ],
    "element": lambda items, rng: _at(items, rng.randrange(len(items)), rng),
}
OBJECT_CHANGES: Final[dict[str, Change]] = {
    "key left out": lambda one, rng: _without(one, rng.choice(list(one))),
    "key more": lambda one, _: {**one, "extra": 1},
    "value": lambda one, rng: _at(one, rng.choice(list(one)), rng),
}


def answers(record: Record, rng: random.Random, count: int) -> Iterator[Calls]:
    """The gold, other accepted answers, and `count` that one to three changes were done to."""
    yield record.gold
    yield record.calls(rng.choice, keep=lambda _: rng.random() < 0.5 or "" not in _)  # noqa: PLR2004  # half of what is optional
    yield record.calls(lambda values: values[-1], keep=lambda _: True)
    for _ in range(count):
        calls = record.gold
        for _ in range(rng.choice((1, 1, 1, 2, 3))):
            calls = mutated(calls, record, rng)
        yield calls


def mutated(calls: Calls, record: Record, rng: random.Random) -> Calls:
    """The calls with one thing changed."""
    calls = copy.deepcopy(calls)
    if not calls:
        return calls
    index = rng.randrange(len(calls))
    call = calls[index]
    arguments = call["arguments"]
    kind = rng.choices(KINDS, WEIGHTS)[0]
    if kind == "value" and arguments:
        key = rng.choice(list(arguments))
        arguments[key] = other(arguments[key], rng)
    elif kind == "parameter left out" and arguments:
        del arguments[rng.choice(list(arguments))]
    elif kind == "parameter more":
        names = _parameters(record.tools, call["name"])
        arguments[rng.choice([*sorted(set(names) - set(arguments)), "verbose"])] = rng.choice(
            (True, "x")
        )
    elif kind == "tool":
        call["name"] = rng.choice([*(tool["name"] for tool in record.tools), f"{call['name']}_v2"])
    elif kind == "call left out":
        del calls[index]
    elif kind == "call again":
        calls.append(copy.deepcopy(call))
    elif kind == "order":
        calls.reverse()
    return calls


KINDS: Final = (
    "value",
    "parameter left out",
    "parameter more",
    "tool",
    "call left out",
    "call again",
    "order",
)
WEIGHTS: Final = (12, 2, 2, 1, 1, 1, 1)


def other(value: Any, rng: random.Random) -> Any:
    """The value changed, in a way that its type allows."""
    changes: dict[str, Change] = {}
    if isinstance(value, bool):
        changes = FLAG_CHANGES
    elif isinstance(value, str) and value:
        changes = TEXT_CHANGES
    elif isinstance(value, int | float):
        changes = NUMBER_CHANGES
    elif isinstance(value, list) and value:
        changes = LIST_CHANGES
    elif isinstance(value, dict) and value:
        changes = OBJECT_CHANGES
    return rng.choice(list(changes.values()))(value, rng) if changes else "None"


def _at(whole: Any, key: Any, rng: random.Random) -> Any:
    found = copy.copy(whole)
    found[key] = other(found[key], rng)
    return found


def _without(one: dict[str, Any], key: str) -> dict[str, Any]:
    return {name: value for name, value in one.items() if name != key}


def _parameters(tools: Sequence[dict[str, Any]], name: str) -> list[str]:
    found = [tool["parameters"]["properties"] for tool in tools if tool["name"] == name]
    return sorted(found[0]) if found else []
