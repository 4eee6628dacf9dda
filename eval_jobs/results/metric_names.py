"""The metrics of any job under plain names and as fractions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Final

from eval_jobs.results.layout import LAMBDA_PREFIX

PERCENT: Final = frozenset({"bleu"})
"""Metrics of AWS's own that run to 100. A Lambda's metric of that name is a fraction."""
REWARDS: Final = ("reward_score", "reward", "overall_score")
"""Where the reward stands, the first that is there: of rft_eval, of custom metrics, of the
workshop's custom metrics."""


def plain_metrics(given: Any) -> dict[str, float]:
    """Metrics by plain name: without `lambda_`, without standard errors, percent as fractions.

    Metrics may be nested one level, under the name of the evaluator. The aggregate is `reward`.
    What is no number, or not finite, is left out.
    """
    if not isinstance(given, Mapping):
        return {}
    flat: dict[str, Any] = {}
    for name, value in given.items():
        flat |= value if isinstance(value, Mapping) else {name: value}
    plain = {
        str(name).removeprefix(LAMBDA_PREFIX): float(value) / (100 if name in PERCENT else 1)
        for name, value in flat.items()
        if not str(name).endswith("_stderr") and is_number(value)
    }
    source = next((name for name in REWARDS if name in plain), None)
    if source is not None:
        plain["reward"] = plain[source]
        plain.pop("reward_score", None)
    return plain


def is_number(value: Any) -> bool:
    """Whether the value is a number that a float can hold."""
    try:
        return isinstance(value, int | float) and math.isfinite(value)
    except OverflowError:  # an integer that no float can hold
        return False
