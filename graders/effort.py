"""How much work comparing one sample may cost: what is beyond it is compared in linear time."""

from __future__ import annotations

from typing import Final

MAX_STEPS: Final = 2500
"""Steps of a thorough comparison: 20 x 20 calls of one tool, of four parameters each, fit."""


class TooCostlyError(Exception):
    """The thorough comparison takes more than `MAX_STEPS`; `align_calls` then makes a quick one."""


class Effort:
    """Counts the steps of one sample's comparisons; a pair of values or 32 characters make one.

    A thorough comparison pairs elements for the greatest similarity. A quick one takes linear
    time: elements that are equal go together, and the others by position. Steps are only summed
    up, so whether they are too many does not depend on the order of keys.
    """

    __slots__ = ("steps", "thorough")

    def __init__(self, *, thorough: bool = True) -> None:
        self.thorough = thorough
        self.steps = 0

    def spend(self, steps: int) -> None:
        """Count `steps`; TooCostlyError where a thorough comparison has taken too many."""
        self.steps += steps
        if self.thorough and self.steps > MAX_STEPS:
            raise TooCostlyError
