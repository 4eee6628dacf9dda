"""Quantiles and probabilities of scipy's distributions."""

from __future__ import annotations

from scipy import stats

from eval_jobs.comparison.intervals import widened


def tail(samples: int) -> float:
    return float(stats.norm.cdf(-widened(samples, 0.95)))


def times_the_error(freedom: int, family: int) -> float:
    return float(stats.t.ppf([1 - 0.025 / family, 0.8], freedom).sum())
