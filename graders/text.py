"""Similarity of two texts: ordered words, so that neither letters nor stray words earn."""

from __future__ import annotations

import re
from collections.abc import Hashable, Sequence
from functools import lru_cache
from typing import Final

EQUIVALENT: Final = 0.97
"""Similarity of texts that differ only in case, spacing or punctuation; as good as right."""
ALMOST: Final = 0.9
"""The most that a value which is not right can have."""
PASTED: Final = 0.9
"""The share of a text's words from which another text counts as holding it."""
SHORT: Final = 200
"""Characters up to which many texts' words are remembered: that keeps the memory under 15 MB."""
LONG: Final = 5_000
"""Characters up to which the words of the last few texts are remembered: under 5 MB."""
MAX_TOKENS: Final = 2048
"""Words beyond these count as unmatched where two texts differ: the cost stays bounded."""

_NUMBER: Final = r"(?:(?<![^\W_])[-+])?\d+(?:[.,]\d+)*"
_TOKENS: Final = re.compile(rf"[^\W\d_]+|{_NUMBER}[^\W\d_]*|[<>=!+*/%$#&|^~]+")
_AROUND: Final = ".,;:?'\"()"
"""What stands around words and is part of no token."""
_NUMBERS: Final = re.compile(_NUMBER)
_SPELLING: Final = re.compile(
    r"""[\s,.'"_]|(?<=[^\W_])-(?!\d)|(?<=\d)\*(?=[^\W\d_])|(?<![!?])[!?]++$""",
)
"""What spelling is free to vary: spaces, points, quotes, a hyphen in a word, `3*x` for `3x`.
Operators and signs are not: they change what a text says."""
_NAME: Final = re.compile(r"[^\s@/\\_:]*[@/\\_:]\S*")
"""One word that is an address, a path or an identifier: there, every character counts."""
_ENGLISH: Final = (
    "a an and any are as at be by for from has have how i in is it me my of on or our that the"
    " their there this to was we were what when which who will with you your"
)
_STOPWORDS: Final = frozenset(_ENGLISH.split())


def text_similarity(answer: str, reference: str) -> float:
    """How much of `reference` stands in `answer`, in order, and nothing else: in [0, 1].

    1 for equal texts; `EQUIVALENT` when they differ only in case, spacing or punctuation and
    their numbers are equal (an address, a path or an identifier has no other spelling); else
    `ALMOST` times the F1 of the longest common subsequence of words, common words ("the", "of")
    left out. 0 for texts that share no word, also when they share every letter.
    """
    if answer == reference:
        return 1.0
    words, expected = words_of(answer), words_of(reference)
    if _same_spelling(words, expected):
        return EQUIVALENT
    tokens, wanted = words.tokens, expected.tokens
    common = common_length(wanted, tokens)
    return ALMOST * 2 * common / (len(tokens) + len(wanted)) if common else 0.0


def contains(text: str, part: str) -> bool:
    """Whether nearly all words of `part` stand in `text` in order: was it pasted in?"""
    if 2 * len(text) < len(part):
        return False
    words, wanted = words_of(text).tokens, words_of(part).tokens
    enough = PASTED * len(wanted)
    return len(words) >= enough and common_length(wanted, words) >= enough


def _same_spelling(words: Words, expected: Words) -> bool:
    if words.plain and expected.plain and words.plain != expected.plain:
        return False  # most texts end here: what is left of a spelling has these characters
    letters, numbers = words.spelling
    return (letters, numbers) == expected.spelling and letters != "" and not expected.is_name


class Words:
    """A text taken apart, regardless of case: its telling words and, when asked, its spelling.

    `plain` is its letters and digits, "" where its words hold other characters too.
    """

    __slots__ = ("_spelling", "_text", "plain", "tokens")

    def __init__(self, text: str) -> None:
        self._text = text
        self._spelling: tuple[str, list[str]] | None = None
        tokens: list[str] = []
        for word in text.casefold().split():
            if word.isalpha() or (word := word.strip(_AROUND)).isalpha():
                tokens.append(word)  # one token, found at a fraction of the cost
            else:
                tokens += _TOKENS.findall(word)
        self.tokens = [token for token in tokens if token not in _STOPWORDS] or tokens
        plain = "".join(tokens)
        self.plain = plain if plain.isalnum() else ""

    @property
    def spelling(self) -> tuple[str, list[str]]:
        """What no other spelling of the text may lack, and its numbers."""
        if self._spelling is None:
            text = self._text.casefold()
            letters = _SPELLING.sub("", text).replace("**", "^")
            self._spelling = letters, _NUMBERS.findall(text)
        return self._spelling

    @property
    def is_name(self) -> bool:
        """Whether the text is an address, a path or an identifier."""
        return _NAME.fullmatch(self._text) is not None


_short: Final = lru_cache(maxsize=2048)(Words)
_long: Final = lru_cache(maxsize=64)(Words)


def words_of(text: str) -> Words:
    """The text's words, remembered: a reference meets all rollouts of its prompt.

    A question, which is longer, meets all values of an answer.
    """
    if len(text) <= SHORT:
        return _short(text)
    return _long(text) if len(text) <= LONG else Words(text)


def common_length(first: Sequence[Hashable], second: Sequence[Hashable]) -> int:
    """Length of the longest common subsequence, by bit-parallel dynamic programming.

    Hyyro, "Bit-parallel LCS-length computation revisited" (2004): one row of the table is one
    integer of `len(first)` bits. A common beginning and end are always part of one.
    """
    shortest, start = min(len(first), len(second)), 0
    while start < shortest and first[start] == second[start]:
        start += 1
    end = 0
    while end < shortest - start and first[-1 - end] == second[-1 - end]:
        end += 1
    if start + end == shortest:
        return shortest
    first = first[start : len(first) - end][:MAX_TOKENS]
    second = second[start : len(second) - end][:MAX_TOKENS]
    places: dict[Hashable, int] = {}
    for index, token in enumerate(first):
        places[token] = places.get(token, 0) | (1 << index)
    row = full = (1 << len(first)) - 1
    for token in second:
        if token in places:
            matches = row & places[token]
            row = ((row + matches) | (row - matches)) & full
    return start + len(first) - row.bit_count() + end
