"""Typed comparison of two JSON values: how similar is the answer's to the reference's, in [0, 1].

1 means equal, `EQUIVALENT` or more right, `ALMOST` or less not right. Partial credit gives a
gradient; it never adds up to being right.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Container, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, Final

from graders.alignment import Matrix, Pairs, align, assignment, in_order
from graders.sample import Accepted
from graders.text import ALMOST, EQUIVALENT, text_similarity

if TYPE_CHECKING:
    from graders.config import Comparator
    from graders.effort import Effort
    from graders.sample import JSON

WRONG_TYPE: Final = 0.5
"""What the right value is worth in the wrong type: `"5"` for 5, `[x]` for x."""
CLOSE: Final = 0.5
"""The most a wrong number can have, for being close."""
MAX_NUMBER: Final = 400
"""Longer texts are no number that a double holds."""
LETTERS_A_STEP: Final = 32
"""Characters of text that are compared in one step of effort."""
KEYS_A_STEP: Final = 8
"""Keys of an object that are looked at in one step of effort."""
_SCALARS: Final = (bool, int, float, type(None))
_PLAIN: Final = (str, *_SCALARS)
KEY: Final = 0.1
"""What naming a parameter is worth when its value is all wrong."""


def compare(
    answer: JSON,
    reference: JSON,
    comparator: Comparator | None = None,
    effort: Effort | None = None,
) -> float:
    """Similarity of a value to what the reference has there; the best of what it accepts.

    The comparison spends of `effort`, if there is one, and may run into TooCostlyError.
    """
    if type(reference) is Accepted:
        rule = reference.comparator or comparator
        values = reference.values
        return max((compare(answer, value, rule, effort) for value in values), default=0.0)
    if comparator is not None:
        return _by_comparator(answer, reference, comparator, effort)
    if type(reference) is str and type(answer) is str:
        return _text(answer, reference, effort)
    return _similarity(answer, reference, effort)


def compare_keys(
    answer: Mapping[str, JSON],
    reference: Mapping[str, JSON],
    rule: Callable[..., float],
    required: Container[str] = (),
) -> tuple[float, int]:
    """Mean similarity over the union of keys, and how many keys are right.

    Missing and invented keys are worth 0. `rule(answer_value, reference_value, key)` compares
    what stands under a key of both. A key that the reference marks optional is no key where the
    answer leaves it out, unless it is one of `required`. The similarity of no keys to no keys is 1.
    """
    partial: list[float] = []
    equal = right = 0
    slots = len(answer)
    for key, expected in reference.items():
        if key in answer:
            given = answer[key]
            if given == expected and type(given) is type(expected) in _PLAIN:
                equal += 1  # most values are plain, and most of those are right
                continue
            similarity = rule(given, expected, key)
            partial.append(KEY + (1 - KEY) * similarity)
            right += similarity >= EQUIVALENT
        elif not (type(expected) is Accepted and expected.optional and key not in required):
            slots += 1
    if equal == slots:
        return 1.0, equal
    right += equal
    return _mean(equal + math.fsum(partial), slots, right == slots), right


def _text(answer: str, reference: str, effort: Effort | None) -> float:
    if effort is not None:
        effort.spend(1 + (len(answer) + len(reference)) // LETTERS_A_STEP)
    return text_similarity(answer, reference)


def _similarity(answer: JSON, reference: JSON, effort: Effort | None) -> float:
    """By the reference's own type, two texts aside: numbers by closeness, containers by parts."""
    kind = type(reference)
    if kind is dict and isinstance(answer, dict):
        if effort is not None:
            effort.spend(1 + len(reference) // KEYS_A_STEP)
        return compare_keys(
            answer, reference, lambda mine, theirs, _: compare(mine, theirs, None, effort)
        )[0]
    if kind is list and isinstance(answer, list):
        return _by_parts(answer, reference, in_order, effort)
    if _is_number(reference) and _is_number(answer):
        return _numeric(answer, reference)
    if answer is reference:  # true, false and null are the same object everywhere
        return 1.0
    return _other_type(answer, reference, effort)


def _other_type(answer: JSON, reference: JSON, effort: Effort | None) -> float:
    """The right value in the wrong type earns half; anything else of another type, nothing."""
    if effort is not None:
        effort.spend(1)
    for mine, theirs in ((answer, reference), (reference, answer)):
        if isinstance(mine, list) and len(mine) == 1 and not isinstance(theirs, list):
            pair = (mine[0], theirs) if mine is answer else (theirs, mine[0])
            return WRONG_TYPE * compare(*pair, None, effort)
        if isinstance(mine, str) and isinstance(theirs, _SCALARS):
            return WRONG_TYPE * _says(mine.strip().lower(), theirs)
    return 0.0


def _says(text: str, value: JSON) -> bool:
    """Whether a lower-case text is how one would write a number, true, false or null."""
    if _is_number(value):
        try:
            return len(text) < MAX_NUMBER and float(text) == value
        except ValueError:
            return False
    return text == ("null" if value is None else str(value).lower())


def _by_parts(
    answer: Sequence[JSON],
    reference: Sequence[JSON],
    choose: Callable[[Matrix], Pairs],
    effort: Effort | None,
) -> float:
    """Mean similarity of aligned elements over the longer of the two lists."""
    slots = max(len(answer), len(reference))
    if slots == 0:
        return 1.0
    similarity = partial(compare, comparator=None, effort=effort)
    similarities = [pair[2] for pair in align(answer, reference, similarity, choose, effort)]
    right = len(similarities) == slots and min(similarities) >= EQUIVALENT
    return _mean(math.fsum(similarities), slots, right)


def _mean(total: float, slots: int, right: bool) -> float:
    """The mean, kept on its side of being right: parts that are not right never add up to it."""
    return max(EQUIVALENT, total / slots) if right else ALMOST * total / slots


def _by_comparator(
    answer: JSON, reference: JSON, comparator: Comparator, effort: Effort | None
) -> float:
    kind = comparator.kind
    if kind == "ignore":
        return 1.0
    if kind == "numeric" and _is_number(answer) and _is_number(reference):
        return _numeric(answer, reference, comparator.tolerance, comparator.relative_tolerance)
    if kind == "set" and isinstance(answer, list) and isinstance(reference, list):
        return _by_parts(answer, reference, assignment, effort)
    if kind == "text" and isinstance(answer, str) and isinstance(reference, str):
        return _text(answer, reference, effort)
    return 1.0 if compare(answer, reference, None, effort) == 1.0 else 0.0


def _numeric(
    answer: float, reference: float, tolerance: float = 0.0, relative: float = 0.0
) -> float:
    """1 within the tolerance; beyond, up to `CLOSE` by relative distance, 0 from the zero on."""
    if answer == reference:
        return 1.0
    try:
        if not math.isfinite(answer) or not math.isfinite(reference):
            return 0.0
        distance = abs(answer - reference)
        if distance <= tolerance + relative * abs(reference):
            return 1.0
        size = max(abs(answer), abs(reference))
        return CLOSE * max(0.0, 1 - distance / size)
    except OverflowError:  # an integer beyond any double
        return 0.0


def _is_number(value: JSON) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
