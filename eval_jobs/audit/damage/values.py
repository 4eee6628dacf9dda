"""Damage inside values, at any depth: to the words of texts, and to digits."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from random import Random
from typing import TYPE_CHECKING, Final

from eval_jobs.audit.damage.damage import CallLadder, Damage, shuffled
from graders.sample import JSON, ToolCall

if TYPE_CHECKING:
    from eval_jobs.audit.formats import Calls

WordLadder = Callable[[Sequence[str], Random], Damage[str]]
ValueLadder = Callable[[JSON, Random], Damage[JSON]]
PADDING: Final = 5
_DIGITS: Final = re.compile(r"[0-9]+")
_OTHER_DIGIT: Final = str.maketrans("0123456789", "1234567891")
"""Another digit for each, and never a leading zero."""


def truncated(words: Sequence[str], _rng: Random) -> Damage[str]:
    """One word less at the end, down to the first."""
    return Damage(max(len(words) - 1, 0), lambda steps: " ".join(words[: len(words) - steps]))


def padded(words: Sequence[str], _rng: Random) -> Damage[str]:
    """Words at the end that have nothing to do with it."""
    return Damage(PADDING, lambda steps: " ".join([*words, *["zebra"] * steps]))


def shuffled_words(words: Sequence[str], rng: Random) -> Damage[str]:
    """An ever longer beginning stands in random order.

    Each word has its rank from the start, so a word that joins the beginning only passes others
    by: what was out of order stays so. The first two words always change places.
    """
    ranks = shuffled(range(len(words)), rng)
    ranks[:2] = sorted(ranks[:2], reverse=True)

    def done(steps: int) -> str:
        start = sorted(range(min(steps + 1, len(words))), key=ranks.__getitem__)
        return " ".join([*(words[at] for at in start), *words[steps + 1 :]])

    return Damage(max(len(words) - 1, 0), done)


def repeated_words(words: Sequence[str], rng: Random) -> Damage[str]:
    """One word after another is said twice."""
    return _word_by_word(words, range(len(words)), rng, lambda word: f"{word} {word}")


def misspelt(words: Sequence[str], rng: Random) -> Damage[str]:
    """One word after another gets a wrong letter in its middle."""
    spelt = [at for at, word in enumerate(words) if any(map(str.isalpha, word))]
    return _word_by_word(words, spelt, rng, _misspelt)


def _misspelt(word: str) -> str:
    letters = [at for at, letter in enumerate(word) if letter.isalpha()]
    at = letters[len(letters) // 2]
    return f"{word[:at]}{'x' if word[at] in 'qQ' else 'q'}{word[at + 1 :]}"


def _word_by_word(
    words: Sequence[str], places: Iterable[int], rng: Random, change: Callable[[str], str]
) -> Damage[str]:
    order = shuffled(places, rng)

    def done(steps: int) -> str:
        chosen = set(order[:steps])
        return " ".join(change(word) if at in chosen else word for at, word in enumerate(words))

    return Damage(len(order), done)


WORD_LADDERS: Final[dict[str, WordLadder]] = {
    ladder.__name__: ladder
    for ladder in (truncated, padded, shuffled_words, repeated_words, misspelt)
}


def digits_changed(value: JSON, rng: Random) -> Damage[JSON]:
    """One number after another in a text gets other digits, in all its places; so does a number."""
    if isinstance(value, str):
        runs = list(_DIGITS.finditer(value))
        order = shuffled(range(len(runs)), rng)
        return Damage(len(runs), lambda steps: _with_other_digits(value, runs, order[:steps]))
    if isinstance(value, bool) or not isinstance(value, int | float):
        return Damage(0, lambda _steps: value)
    mantissa, *exponent = str(value).split("e")
    other = type(value)("e".join([mantissa.translate(_OTHER_DIGIT), *exponent]))
    finite = isinstance(other, int) or math.isfinite(other)
    return Damage(int(finite), lambda steps: other if steps else value)


def _with_other_digits(text: str, runs: Sequence[re.Match[str]], chosen: Sequence[int]) -> str:
    parts, end = [], 0
    for at in sorted(chosen):
        parts += [text[end : runs[at].start()], runs[at][0].translate(_OTHER_DIGIT)]
        end = runs[at].end()
    return "".join([*parts, text[end:]])


def _in_texts(ladder: WordLadder) -> ValueLadder:
    def of_words(value: JSON, rng: Random) -> Damage[JSON]:
        if not isinstance(value, str):
            return Damage(0, lambda _steps: value)
        return ladder(value.split(), rng)

    return of_words


def _in_values(ladder: ValueLadder) -> CallLadder:
    """The ladder of single values, done to one value of the calls after another."""

    def of_calls(gold: Calls, rng: Random) -> Damage[list[ToolCall]]:
        whole = [leaf for one in gold for leaf in _leaves(one.arguments)]
        damages = [ladder(leaf, rng) for leaf in whole]
        order = shuffled((at for at, damage in enumerate(damages) if damage.most), rng)

        def done(steps: int) -> list[ToolCall]:
            leaves = list(whole)
            for at in order:
                here = min(steps, damages[at].most)
                if here == 0:
                    break
                leaves[at] = damages[at].done(here)
                steps -= here
            rest = iter(leaves)
            return [ToolCall(one.name, _with_leaves(one.arguments, rest)) for one in gold]

        return Damage(sum(damage.most for damage in damages), done)

    return of_calls


def _leaves(value: JSON) -> Iterator[JSON]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _leaves(inner)
    else:
        yield value


def _with_leaves(value: JSON, leaves: Iterator[JSON]) -> JSON:
    if isinstance(value, dict):
        return {key: _with_leaves(inner, leaves) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_leaves(inner, leaves) for inner in value]
    return next(leaves)


VALUE_LADDERS: Final[dict[str, CallLadder]] = {
    **{name: _in_values(_in_texts(ladder)) for name, ladder in WORD_LADDERS.items()},
    "digits_changed": _in_values(digits_changed),
}
