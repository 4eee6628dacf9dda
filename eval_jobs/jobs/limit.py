"""One value of a recipe: what it may be, what it is if nobody says, and who says so."""

from __future__ import annotations

import math
from typing import Any, Final, Literal, NamedTuple

LEFT_OUT: Final = object()
"""The default of a value that the recipe does not hold unless it is given."""


class Like(NamedTuple):
    """The default of a value that is the same as another one."""

    name: str


class Limit(NamedTuple):
    """A value's name in a job file, its dotted place in the recipe, and what is allowed.

    `low` and `high` are inclusive; a `high` of None leaves it open. `choices`, where there are
    any, are all that is allowed. `length` is that of a list of such values, 0 for a single one.
    Outside `usual` there is a warning, no error.
    """

    name: str
    place: str
    kind: Literal["integer", "number", "boolean", "string"]
    default: Any
    source: str
    low: float | None = None
    high: float | None = None
    step: int = 1
    choices: tuple[Any, ...] = ()
    length: int = 0
    usual: tuple[float, float] | None = None

    def is_allowed(self, value: Any) -> bool:
        """Whether the value has the right type and is in range."""
        if self.length:
            return (
                isinstance(value, (list, tuple))
                and len(value) == self.length
                and all(map(self._is_one, value))
            )
        return self._is_one(value)

    def _is_one(self, value: Any) -> bool:
        if self.kind == "boolean":
            return isinstance(value, bool)
        if self.choices:
            return any(type(value) is type(one) and value == one for one in self.choices)
        if self.kind == "string":
            return isinstance(value, str)
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            return False
        if self.kind == "integer" and not isinstance(value, int):
            return False
        if self.kind == "integer" and value % self.step:
            return False
        if isinstance(value, float) and not math.isfinite(value):
            return False
        return (self.low is None or value >= self.low) and (self.high is None or value <= self.high)

    def allowed(self) -> str:
        """What is allowed, in words."""
        if self.kind == "boolean":
            words = "true or false"
        elif self.choices:
            words = "one of " + ", ".join(map(_word, self.choices))
        elif self.kind == "string":
            words = "a text"
        else:
            words = f"{_NUMBER[self.kind]}{self._range()}"
        return f"a list of {self.length}, each {words}" if self.length else words

    def _range(self) -> str:
        step = f", in steps of {self.step}" if self.step > 1 else ""
        if self.low is not None and self.high is not None:
            return f" from {_word(self.low)} to {_word(self.high)}{step}"
        if self.low is not None:
            return f" of at least {_word(self.low)}{step}"
        return ""

    def schema(self) -> dict[str, Any]:
        """The JSON schema of the value."""
        if self.choices:
            return {"enum": list(self.choices)}
        one: dict[str, Any] = {"type": self.kind}
        if self.low is not None:
            one["minimum"] = self.low
        if self.high is not None:
            one["maximum"] = self.high
        if self.step > 1:
            one["multipleOf"] = self.step
        if not self.length:
            return one
        return {"type": "array", "items": one, "minItems": self.length, "maxItems": self.length}


_NUMBER: Final = {"integer": "a whole number", "number": "a number"}


def _word(value: Any) -> str:
    return "null" if value is None else str(value)
