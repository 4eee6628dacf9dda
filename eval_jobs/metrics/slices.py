"""Samples by the value of a field: of the record, or the question's `Type` in its reference."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.metrics.breakdown import Slice
from eval_jobs.metrics.errors import MetricsError
from eval_jobs.metrics.rates import mean, rates
from graders.parsing.reference import MalformedReferenceError, read_reference
from graders.sample import MISSING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from eval_jobs.run import Floats
    from graders import Sample

TYPE: Final = "Type"
"""The field of the reference (of its `Query analysis`) that is a slice by itself."""
FEWEST: Final = 2
MOST: Final = 30
"""How many values a field has that makes slices without being asked for."""
LONGEST: Final = 80
"""Characters of a value; what is longer is no category."""
_PLAIN: Final = frozenset({str, bool, int})
_CONTENT: Final = frozenset(
    {
        *("id", "messages", "prompt", "tools", "reference", "reference_answer", "ground_truth"),
        *("query", "response", "model_response", "completion", "chosen", "rejected"),
        *("gold", "inference_output"),
    }
)
"""What a sample asks and answers is no category either."""


def slices_of(sample: Sample, fields: Sequence[str] | None = None) -> dict[str, str]:
    """The values of `fields` that the sample has, as text.

    A dotted name reaches into nested objects, labels of a list are joined with " + ". None: all
    fields with a short text, a boolean or an integer that are not content, and `Type`.
    """
    if fields is not None:
        found = {field: _reach(sample, field) for field in fields}
        return {field: _text(value) for field, value in found.items() if value is not None}
    values = {
        name: text
        for name, value in sample.fields.items()
        if type(value) in _PLAIN and name not in _CONTENT and len(text := _text(value)) <= LONGEST
    }
    kind = _reach(sample, TYPE)
    if kind is not None and len(text := _text(kind)) <= LONGEST:
        values[TYPE] = text
    return values


def _reach(sample: Sample, field: str) -> Any:
    """The value of a field; None where there is none."""
    value: Any = sample.fields
    if field in value:
        return value[field]
    for name in field.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return _type_of(sample) if value is None and field == TYPE else value


def _type_of(sample: Sample) -> Any:
    if sample.reference is MISSING:
        return None
    try:
        return read_reference(sample.reference).fields.get(TYPE)
    except MalformedReferenceError:
        return None


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, list):
        return " + ".join(map(_text, value))
    return json.dumps(value, sort_keys=True)


class SliceCounts:
    """Notes which samples have which values."""

    def __init__(self, fields: Sequence[str] | None) -> None:
        self._fields = fields
        self._positions: dict[str, dict[str, list[int]]] = {field: {} for field in fields or ()}
        self._known: set[str] = set()

    def add(self, position: int, sample: Sample) -> dict[str, str]:
        """Note the values of the sample in this position, and return them."""
        noted = slices_of(sample, self._fields)
        for field, value in noted.items():
            values = self._positions.setdefault(field, {})
            if self._fields is not None or len(values) <= MOST or value in values:
                values.setdefault(value, []).append(position)
        if self._fields is not None:
            self._known.update(_names(sample))
        return noted

    def result(
        self, reward: Floats, exact: Floats, calls: NDArray[np.int64]
    ) -> dict[str, dict[str, Slice]]:
        """The slices by field and value, from what the samples earned, in these positions.

        `calls` has a row a sample: expected calls, calls made, and those of both. MetricsError
        for a field that was asked for and that no sample has.
        """
        fields = self._positions if self._fields is not None else sorted(self._positions)
        found: dict[str, dict[str, Slice]] = {}
        for field in fields:
            values = self._positions[field]
            if self._fields is None and not FEWEST <= len(values) <= MOST:
                continue
            if not values:
                names = ", ".join(sorted(self._known)) or "none"
                raise MetricsError(f"no sample has a field {field!r} to slice by; fields: {names}")
            found[field] = {
                value: _slice(reward[values[value]], exact[values[value]], calls[values[value]])
                for value in sorted(values)
            }
        return found


def _slice(reward: Floats, exact: Floats, calls: NDArray[np.int64]) -> Slice:
    mean_reward, scored = mean(reward)
    totals = calls.sum(axis=0).tolist()
    return Slice(len(reward), len(reward) - scored, mean_reward, mean(exact)[0], rates(*totals))


def _names(sample: Sample) -> list[str]:
    """What there is to slice by, one level of nested objects included."""
    names = [] if _type_of(sample) is None else [TYPE]
    for name, value in sample.fields.items():
        if name not in _CONTENT:
            inner = value if isinstance(value, dict) else {}
            names += [f"{name}.{key}" for key in inner] or [name]
    return names
