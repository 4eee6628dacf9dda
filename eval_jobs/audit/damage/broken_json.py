"""Damage to the JSON of an answer, whatever it says."""

from __future__ import annotations

import re
from random import Random
from typing import Final

from eval_jobs.audit.damage.damage import Damage, TextLadder, shuffled

_STRING: Final = re.compile(r'"(?:[^"\\]|\\.)*"', re.DOTALL)
_CLOSING: Final = re.compile(r'"(?:[^"\\]|\\.)*"|([\]})])', re.DOTALL)


def cut_off(text: str, _rng: Random) -> Damage[str]:
    """The answer stops ever earlier, as it does at a token limit."""
    return Damage(len(text), lambda steps: text[: len(text) - steps])


def quotes_lost(text: str, rng: Random) -> Damage[str]:
    """One string after another stands without its quotes."""
    order = shuffled((string.span() for string in _STRING.finditer(text)), rng)

    def done(steps: int) -> str:
        marks = {mark for start, end in order[:steps] for mark in (start, end - 1)}
        return _without(text, marks)

    return Damage(len(order), done)


def brackets_lost(text: str, _rng: Random) -> Damage[str]:
    """One closing bracket after another is missing, from the last one on."""
    closing = [found.start() for found in _CLOSING.finditer(text) if found[1]]
    return Damage(len(closing), lambda steps: _without(text, set(closing[len(closing) - steps :])))


def _without(text: str, places: set[int]) -> str:
    return "".join(letter for at, letter in enumerate(text) if at not in places)


JSON_LADDERS: Final[dict[str, TextLadder]] = {
    ladder.__name__: ladder for ladder in (cut_off, quotes_lost, brackets_lost)
}
