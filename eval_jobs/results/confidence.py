"""How sure a model was of its answer, from the log-probabilities of the answer's tokens."""

from __future__ import annotations

import math
from typing import Any


def confidence(logprobs: Any) -> float:
    """The geometric mean of the tokens' probabilities, in [0, 1]; nan where it cannot be had.

    Read are: a list of log-probabilities, of `{"token", "logprob"}`, of `{token: logprob}` (of
    alternatives the likeliest, which a model without sampling has chosen); such a list under
    `content`; a list of one such list. Values above 0 are logits and no log-probabilities.
    """
    if isinstance(logprobs, dict):
        logprobs = logprobs.get("content")
    while isinstance(logprobs, list) and len(logprobs) == 1 and isinstance(logprobs[0], list):
        logprobs = logprobs[0]
    if not isinstance(logprobs, list) or not logprobs:
        return math.nan
    try:
        values = [_logprob(token) for token in logprobs]
    except (OverflowError, RecursionError):  # no float can hold it; no token is nested so deep
        return math.nan
    if not all(-math.inf < value <= 0 for value in values):
        return math.nan
    return math.exp(math.fsum(values) / len(values))


def _logprob(token: Any) -> float:
    """The log-probability of a token, or of the likeliest of alternatives; nan if it has none."""
    if isinstance(token, dict) and "logprob" in token:
        token = token["logprob"]
    if isinstance(token, dict):  # null: a column of structs names every token in every row
        alternatives = [_logprob(value) for value in token.values() if value is not None]
        known = not any(map(math.isnan, alternatives))
        return max(alternatives, default=math.nan) if known else math.nan
    number = isinstance(token, int | float) and not isinstance(token, bool)
    return float(token) if number else math.nan
