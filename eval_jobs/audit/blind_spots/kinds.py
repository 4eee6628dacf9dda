"""The kinds of damage that are done to right answers."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.damage import (
    CALL_LADDERS,
    JSON_LADDERS,
    PARAMETER_LADDERS,
    VALUE_LADDERS,
    CallLadder,
    Damage,
    TextLadder,
    added,
    swapped,
)
from graders.sample import ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.vocabulary import Tools

Answers = Callable[["Item", "Tools", Random], Damage[str]]
"""Ever more damaged answers to an item, where these tools are known."""
MORE: Final = 3
"""So many offered tools are called that nobody expects."""
UNWANTED: Final = "calls_unwanted"


class Kind(NamedTuple):
    """One kind of damage; `title` says what is left at its worst."""

    name: str
    title: str
    answers: Answers


def _calls(ladder: CallLadder) -> Answers:
    return lambda item, _tools, rng: _written(item, ladder(item.calls, rng))


def _text(ladder: TextLadder) -> Answers:
    return lambda item, _tools, rng: ladder(item.gold if item.calls else "", rng)


def _written(item: Item, damage: Damage[list[ToolCall]]) -> Damage[str]:
    """The same damage as answers; none to a record that expects no call."""
    return Damage(damage.most if item.calls else 0, lambda step: item.answer(damage.done(step)))


def _offered(item: Item, tools: Tools, rng: Random) -> Damage[str]:
    return _written(item, added(item.calls, _unexpected(item, tools, rng)))


def _swapped(item: Item, tools: Tools, rng: Random) -> Damage[str]:
    names = [call.name for call in _unexpected(item, tools, rng)]
    return _written(item, swapped(item.calls, rng, names))


def _unwanted(item: Item, tools: Tools, rng: Random) -> Damage[str]:
    damage = added((), _unexpected(item, tools, rng))
    return Damage(0 if item.calls else damage.most, lambda step: item.answer(damage.done(step)))


def _unexpected(item: Item, tools: Tools, rng: Random) -> list[ToolCall]:
    """Calls of known tools that the record does not expect, in any order."""
    names = sorted(set(tools) - {call.name for call in item.calls})
    chosen = rng.sample(names, min(MORE, len(names)))
    return [ToolCall(name, dict.fromkeys(tools[name], "something")) for name in chosen]


KINDS: Final = (
    Kind("calls_dropped", "calls left out, to none", _calls(CALL_LADDERS["dropped"])),
    Kind("calls_invented", "three invented tools called", _calls(CALL_LADDERS["invented"])),
    Kind("calls_offered", "up to three unexpected tools called", _offered),
    Kind("calls_repeated", "every call ten times", _calls(CALL_LADDERS["repeated"])),
    Kind("tools_swapped", "every tool mistaken for another", _swapped),
    Kind("calls_reordered", "calls in reverse order", _calls(CALL_LADDERS["reordered"])),
    Kind("parameters_dropped", "every parameter left out", _calls(PARAMETER_LADDERS["dropped"])),
    Kind(
        "parameters_invented",
        "20 invented parameters in each call",
        _calls(PARAMETER_LADDERS["invented"]),
    ),
    Kind("parameters_renamed", "every parameter misnamed", _calls(PARAMETER_LADDERS["renamed"])),
    Kind("values_retyped", "every value of another type", _calls(PARAMETER_LADDERS["retyped"])),
    Kind("values_emptied", "every value empty", _calls(PARAMETER_LADDERS["emptied"])),
    Kind(
        "words_shuffled",
        "words of every text in random order",
        _calls(VALUE_LADDERS["shuffled_words"]),
    ),
    Kind("words_repeated", "every word said twice", _calls(VALUE_LADDERS["repeated_words"])),
    Kind("words_truncated", "texts cut to a word", _calls(VALUE_LADDERS["truncated"])),
    Kind("words_padded", "five stray words on every text", _calls(VALUE_LADDERS["padded"])),
    Kind("letters_wrong", "a wrong letter in every word", _calls(VALUE_LADDERS["misspelt"])),
    Kind("digits_changed", "every digit changed", _calls(VALUE_LADDERS["digits_changed"])),
    Kind("json_cut_off", "the answer cut off, to nothing", _text(JSON_LADDERS["cut_off"])),
    Kind("json_quotes", "every string without quotes", _text(JSON_LADDERS["quotes_lost"])),
    Kind("json_brackets", "every closing bracket missing", _text(JSON_LADDERS["brackets_lost"])),
    Kind(UNWANTED, "calls where none is wanted", _unwanted),
)
