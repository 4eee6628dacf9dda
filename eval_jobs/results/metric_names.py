"""The metrics of any job under plain names and as fractions."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
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
    plain: dict[str, float] = {}
    for name, value in given.items():
        for inner, number in value.items() if isinstance(value, Mapping) else ((name, value),):
            known = _plain_name(str(inner))
            if known is not None and is_number(number):
                plain[known] = float(number) / 100 if inner in PERCENT else float(number)
    source = next((name for name in REWARDS if name in plain), None)
    if source is not None:
        plain["reward"] = plain.pop(source)
    return plain


@lru_cache(maxsize=1024)  # a job's rows have the same few names
def _plain_name(name: str) -> str | None:
    """None for a standard error."""
    return None if name.endswith("_stderr") else name.removeprefix(LAMBDA_PREFIX)


def is_number(value: Any) -> bool:
    """Whether the value is a number that a float can hold."""
    try:
        return isinstance(value, (int, float)) and math.isfinite(value)
    except OverflowError:  # an integer that no float can hold
        return False
