"""The bars of the blind-spot checks."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from eval_jobs.audit.check import Bar


def _height(title: str, warn: float, fail: float, why: str, mend: str) -> Bar:
    return Bar(title, "reward", "above", warn, fail, why, mend)


_HEIGHTS: Final = {
    "calls_repeated": _height(
        "Every call ten times",
        0.20,
        0.25,
        "Repeats are free: the policy calls again and again, and every call costs in production.",
        "Count calls as a multiset: each expected call is answered once, what is over is wrong.",
    ),
    "words_shuffled": _height(
        "The words of every text in random order",
        0.55,
        0.60,
        "Words alone pay, in any order: the policy throws in keywords.",
        "Compare texts by words in their order, not by sets of words or of letters.",
    ),
    "digits_changed": _height(
        "Every digit changed",
        0.65,
        0.75,
        "Wrong dates, amounts and numbers of rules are as good as right ones.",
        "Compare numbers as numbers, and those inside texts as words of their own.",
    ),
    "parameters_invented": _height(
        "20 invented parameters in each call",
        0.40,
        0.50,
        "Whatever a tool does not take is free: the policy adds parameters in case one counts.",
        "Divide by all parameters, expected or given, so that each invented one costs.",
    ),
    "calls_invented": _height(
        "Three invented tools called as well",
        0.40,
        0.50,
        "Calls of tools that do not exist are nearly free, and fail in production.",
        "Measure precision too: every call that nobody expects lowers the reward.",
    ),
    # What any wrong answer may earn: most of it is one.
    "hedged": _height(
        "Eight answers in one, of which one is right",
        0.45,
        0.50,
        "Guessing many times in one answer pays like knowing: the policy stops to decide.",
        "Grade all calls of an answer together, or the last answer only; never the best of many.",
    ),
    # Silence is right here, so any call is wrong as a whole: a quarter is no longer by accident.
    "calls_unwanted": _height(
        "Calls where none is wanted",
        0.05,
        0.25,
        "Calling is always worth a try: the policy never learns to stay silent.",
        "Where no call is expected, pay 1 for none and 0 for any.",
    ),
}
HEIGHTS: Final = tuple(_HEIGHTS)
"""The kinds of damage with a bar of their own for the reward at all the damage."""

BARS: Final[Mapping[str, Bar]] = MappingProxyType(
    {f"blind_spots.{name}": bar for name, bar in _HEIGHTS.items()}
    | {
        "blind_spots.full_damage": _height(
            "Any other damage, done to the full",
            0.70,
            0.80,
            "An answer with this damage everywhere passes for nearly right.",
            "Let the part of the grader that sees this damage weigh more, or multiply by it.",
        ),
        # Some records in a hundred may be odd; in one of ten a policy finds it.
        "blind_spots.first_step": Bar(
            "Records where the first wrong step costs nothing, for the worst kind or place",
            "share",
            "above",
            0.02,
            0.10,
            "The grader does not see this damage: nothing holds the policy back from it.",
            "Compare what the note names: with it wrong, an answer must earn less than right.",
        ),
        # To mend JSON is a choice, and with constrained decoding it never happens: no failure.
        "blind_spots.broken_json": Bar(
            "Records where the first letter or quote lost of the JSON costs nothing",
            "share",
            "above",
            0.02,
            1.0,
            "The policy never learns to close what it opens, and strict readers refuse that.",
            "Pay a little less for JSON that had to be mended, unless production mends it too.",
        ),
        # Not from 0 on: a text cut short can become another one that the reference accepts.
        "blind_spots.rises": Bar(
            "Steps of damage after which more is paid",
            "share",
            "above",
            0.01,
            0.05,
            "From such an answer, the gradient leads further away from the right one.",
            "Let a part of the answer that goes wrong never raise what another part earns.",
        ),
    }
)
