"""Figures as strict JSON: what other programs read has no NaN and no types of ours."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any


def strict(value: Any) -> Any:
    """The value as plain JSON; what is not finite is null, a named tuple an object."""
    if hasattr(value, "item"):  # a figure of numpy's
        value = value.item()
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if hasattr(value, "_asdict"):  # a named tuple
        value = value._asdict()
    if isinstance(value, Mapping):
        return {str(key): strict(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return [strict(each) for each in value]
    return value if value is None or isinstance(value, str | int) else str(value)
