"""Answers made from right ones: right, almost right, and what a policy would do to cheat."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from benchmarks.peers.records import Calls, Record

Probe = Callable[[Record, random.Random, Sequence[Any]], Any]
"""The answer to a record; the last argument are values of other records."""


def changed(calls: Calls, change: Callable[[Any], Any]) -> Calls:
    """The calls with every text and number in them changed."""
    return [{**call, "arguments": _deep(call["arguments"], change)} for call in calls]


def _deep(value: Any, change: Callable[[Any], Any]) -> Any:
    if isinstance(value, dict):
        return {key: _deep(one, change) for key, one in value.items()}
    if isinstance(value, list):
        return [_deep(one, change) for one in value]
    return value if isinstance(value, bool) or value is None else change(value)


def shuffled(record: Record, rng: random.Random, _: Sequence[Any]) -> Calls:
    """The words of every text in another order."""

    def change(value: Any) -> Any:
        words = value.split() if isinstance(value, str) else []
        if len(set(words)) <= 1:
            return value
        mixed = words[:]
        while mixed == words:
            rng.shuffle(mixed)
        return " ".join(mixed)

    return changed(record.gold, change)


def digits(record: Record, rng: random.Random, _: Sequence[Any]) -> Calls:
    """Every digit another one, in texts and in numbers."""

    def other(match: re.Match[str]) -> str:
        return rng.choice([digit for digit in "123456789" if digit != match[0]])

    def change(value: Any) -> Any:
        text = re.sub(r"\d", other, str(value))
        return text if isinstance(value, str) else type(value)(text)

    return changed(record.gold, change)


def invented_parameters(record: Record, _: random.Random, __: Sequence[Any]) -> Calls:
    """Twenty parameters more in every call."""
    more = {f"parameter_{index}": f"value {index}" for index in range(20)}
    return [{**call, "arguments": {**call["arguments"], **more}} for call in record.gold]


def others(record: Record, rng: random.Random, values: Sequence[Any]) -> Calls:
    """The right tools and parameters with the values of other records."""
    return [
        {**call, "arguments": {key: rng.choice(values) for key in call["arguments"]}}
        for call in record.gold
    ]


def pasted(record: Record, _: random.Random, __: Sequence[Any]) -> Calls:
    """The right tools with the question in every parameter."""
    return [
        {**call, "arguments": dict.fromkeys(call["arguments"], record.question)}
        for call in record.gold
    ]


def everything(record: Record, _: random.Random, __: Sequence[Any]) -> Calls:
    """All tools that are offered, with the question in every parameter."""
    return [
        {
            "name": tool["name"],
            "arguments": dict.fromkeys(tool["parameters"]["properties"], record.question),
        }
        for tool in record.tools
    ]


def cut_off(record: Record, _: random.Random, __: Sequence[Any]) -> Calls:
    """Arguments as text that ends too early."""
    return [{**call, "arguments": '{"query": "not fini'} for call in record.gold]


def one_parameter_less(record: Record, _: random.Random, __: Sequence[Any]) -> Calls:
    """The last parameter of the last call left out."""
    *before, last = record.gold
    return [*before, {**last, "arguments": dict(list(last["arguments"].items())[:-1])}]


def one_word_more(record: Record, _: random.Random, __: Sequence[Any]) -> Calls:
    """A word after every text."""
    return changed(record.gold, lambda v: f"{v} please" if isinstance(v, str) else v)


INVENTED: Final = [{"name": f"tool_{index}", "arguments": {"query": "x"}} for index in range(3)]

PROBES: Final[dict[str, Probe]] = {
    "gold": lambda record, *_: record.gold,
    "in capital letters": lambda record, *_: changed(
        record.gold, lambda v: v.upper() if isinstance(v, str) else v
    ),
    "one parameter left out": one_parameter_less,
    "one word more in every text": one_word_more,
    "one call left out": lambda record, *_: record.gold[1:] or record.gold,
    "calls in reverse order": lambda record, *_: record.gold[::-1],
    "every call ten times": lambda record, *_: [call for call in record.gold for _ in range(10)],
    "words of every text shuffled": shuffled,
    "every digit changed": digits,
    "20 invented parameters a call": invented_parameters,
    "three invented tools": lambda record, *_: record.gold + INVENTED,
    "values of other records": others,
    "the question in every parameter": pasted,
    "all tools, the question in every parameter": everything,
    "no call": lambda *_: [],
    "arguments cut off": cut_off,
}
SAME: Final = ("gold",)
"""Probes that leave an answer as it was, on purpose."""


def values_of(records: Sequence[Record]) -> list[Any]:
    """All top-level values of their gold."""
    return [v for record in records for call in record.gold for v in call["arguments"].values()]
