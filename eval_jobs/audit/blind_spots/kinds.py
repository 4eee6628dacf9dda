"""The kinds of damage that are done to right answers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.audit.damage import (
    CALL_LADDERS,
    INVENTED,
    JSON_LADDERS,
    PARAMETER_LADDERS,
    SLIP_LADDERS,
    VALUE_LADDERS,
    CallLadder,
    Damage,
    TextLadder,
    added,
    mistaken,
    swapped,
)
from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.item import Item
    from eval_jobs.audit.vocabulary import Tools

Answers = Callable[["Item", "Tools", Random], Damage[str]]
"""Ever more damaged answers to an item, where these tools are known."""
MORE: Final = 3
"""So many offered tools are called that nobody expects."""
UNWANTED: Final = "calls_unwanted"
PARTIAL: Final = (
    *("numbers_next", "numbers_near", "signs_turned", "flags_turned"),
    *("choices_mistaken", "elements_dropped", "elements_swapped"),
)
"""Damage that leaves most of an answer alone even at its worst: it has to cost, not much."""
MENDABLE: Final = ("json_quotes", "json_brackets")
"""Damage to the text that leaves the calls readable, for whoever mends JSON."""
BROKEN: Final = (*MENDABLE, "json_cut_off")
"""The same of the first step only."""


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


def _mistaken(item: Item, _tools: Tools, rng: Random) -> Damage[str]:
    def choices(tool: str, parameter: str) -> Sequence[JSON]:
        schema = item.toolbox.parameter(tool, parameter) if item.toolbox else {}
        enum = schema.get("enum")
        return enum if isinstance(enum, list) else ()

    return _written(item, mistaken(item.calls, rng, choices))


def _unwanted(item: Item, tools: Tools, rng: Random) -> Damage[str]:
    damage = added((), _unexpected(item, tools, rng) or INVENTED)
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
    Kind("numbers_next", "every number off by one", _calls(SLIP_LADDERS["off_by_one"])),
    Kind("numbers_near", "every number off by 1%", _calls(SLIP_LADDERS["off_by_a_hundredth"])),
    Kind("signs_turned", "every number's sign turned", _calls(SLIP_LADDERS["sign_turned"])),
    Kind("flags_turned", "every yes a no", _calls(SLIP_LADDERS["flag_turned"])),
    Kind("choices_mistaken", "another choice wherever there is one", _mistaken),
    Kind(
        "elements_dropped",
        "every list without its last element",
        _calls(SLIP_LADDERS["element_dropped"]),
    ),
    Kind(
        "elements_swapped",
        "two elements of every list swapped",
        _calls(SLIP_LADDERS["elements_swapped"]),
    ),
    Kind("nulls", "null for every value", _calls(SLIP_LADDERS["null_instead"])),
    Kind("json_cut_off", "the answer cut off, to nothing", _text(JSON_LADDERS["cut_off"])),
    Kind("json_quotes", "every string without quotes", _text(JSON_LADDERS["quotes_lost"])),
    Kind("json_brackets", "every closing bracket missing", _text(JSON_LADDERS["brackets_lost"])),
    Kind(UNWANTED, "calls where none is wanted", _unwanted),
)
