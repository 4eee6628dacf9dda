"""Where this project and BFCL's checker judge a value differently, and why."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from graders.text import EQUIVALENT, text_similarity

if TYPE_CHECKING:
    from benchmarks.peers.records import Calls, Record

_STRIPPED: Final = re.compile(r"[ ,./\-_*^]")
_QUOTES: Final = re.compile(r"""['"]""")


class Quirk(NamedTuple):
    """A class of values: whether one belongs to it, and why the two differ on it."""

    name: str
    has: Callable[[Any, Any], bool]
    why: str


def letters(text: str) -> str:
    """What BFCL's checker compares of a text: case, spaces and `,./-_*^` do not count."""
    return _STRIPPED.sub("", text).lower().replace("'", '"')


def disputed(rule: Callable[[str, str], bool]) -> Callable[[Any, Any], bool]:
    """The rule for two texts that are equal to one of the two and not to the other."""

    def has(mine: Any, theirs: Any) -> bool:
        if not (isinstance(mine, str) and isinstance(theirs, str)):
            return False
        here, there = text_similarity(mine, theirs) >= EQUIVALENT, _same(mine, theirs)
        return here != there and rule(mine, theirs)

    return has


def _same(mine: str, theirs: str) -> bool:
    return letters(mine) == letters(theirs)


QUIRKS: Final = (
    Quirk(
        "an integer written 5.0",
        lambda mine, theirs: type(mine) is float and type(theirs) is int and mine == theirs,
        "JSON has one kind of number; the checker asks for Python's int",
    ),
    Quirk(
        "an integer written 5 in a list of floats",
        lambda mine, theirs: type(mine) is int and type(theirs) is float and mine == theirs,
        "the same; beside a list the checker takes an int for a float",
    ),
    Quirk(
        "1 for true",
        lambda mine, theirs: isinstance(mine, bool) != isinstance(theirs, bool) and mine == theirs,
        "the checker compares values inside objects by Python's ==; here types count",
    ),
    Quirk(
        "a sign before the text",
        disputed(lambda mine, _: mine.startswith("-")),
        'the checker drops every hyphen, so that "-15" is "15"; here a sign says something',
    ),
    Quirk(
        "hyphens for spaces, beside other marks",
        disputed(lambda mine, theirs: mine.count("-") > theirs.count("-")),
        'only a hyphen between two words is spelling here: "3-4", "/s -t" and ",-" are not',
    ),
    Quirk(
        "quotation marks more or less",
        disputed(lambda mine, theirs: len(_QUOTES.findall(mine)) != len(_QUOTES.findall(theirs))),
        "quotes are punctuation here; the checker counts them",
    ),
    Quirk(
        "a path, an address or a name in other letters or with a full stop",
        disputed(lambda _, theirs: " " not in theirs),
        "every character counts there: PERSONAL_DATA is no personal_data",
    ),
    Quirk(
        "other punctuation",
        disputed(lambda *_: True),
        "a question mark at the end is spelling here and counts there; a stop behind it, or the"
        " space inside a date, counts here",
    ),
)
OWN_KEY: Final = Quirk(
    "the answer key's own answer",
    lambda *_: False,
    "the checker refuses its own key: for a parameter or a type that the tool's schema lacks",
)
UNKNOWN: Final = Quirk("not explained", lambda *_: False, "to be looked at")


def quirks(record: Record, calls: Calls) -> Iterator[tuple[Quirk, Any, Any]]:
    """Each value of the answer that belongs to a class, with the accepted one it is close to."""
    for mine, accepted in _leaves(record, calls):
        if any(mine == theirs and type(mine) is type(theirs) for theirs in accepted):
            continue
        for theirs in accepted:
            found = next((quirk for quirk in QUIRKS if quirk.has(mine, theirs)), None)
            if found:
                yield found, mine, theirs
                break


def explain(record: Record, calls: Calls) -> tuple[Quirk, Any, Any]:
    """Why two verdicts on an answer differ: its first value that belongs to a class."""
    nothing = calls, record.accepted
    if found := next(quirks(record, calls), None):
        return found
    differs = any(
        not any(mine == theirs for theirs in accepted) for mine, accepted in _leaves(record, calls)
    )
    return (UNKNOWN if differs else OWN_KEY), *nothing


def _leaves(record: Record, calls: Calls) -> Iterator[tuple[Any, list[Any]]]:
    for call in calls:
        keys = [accepted[call["name"]] for accepted in record.accepted if call["name"] in accepted]
        for name, value in call["arguments"].items():
            yield from _pairs(value, [one for key in keys for one in key.get(name, [])])


def _pairs(value: Any, accepted: Sequence[Any]) -> Iterator[tuple[Any, list[Any]]]:
    """The plain values inside, each with what is accepted in its place."""
    if isinstance(value, dict):
        wanted = [one for one in accepted if isinstance(one, dict)]
        for key, part in value.items():
            places = [one[key] for one in wanted if key in one]
            lists = [place if isinstance(place, list) else [place] for place in places]
            yield from _pairs(part, [one for place in lists for one in place])
    elif isinstance(value, list):
        same = [one for one in accepted if isinstance(one, list) and len(one) == len(value)]
        for index, part in enumerate(value):
            yield from _pairs(part, [one[index] for one in same])
    else:
        yield value, list(accepted)
