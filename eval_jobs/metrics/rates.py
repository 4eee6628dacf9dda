"""Counts to ratios, and values to means. Without anything to divide by they are None."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING

import numpy as np

from eval_jobs.metrics.breakdown import Rates, Share

if TYPE_CHECKING:
    from eval_jobs.run import Floats


def rates(support: int, predicted: int, hits: int) -> Rates:
    """Precision, recall and F1 of `hits` among `predicted` and among `support`.

    F1 is 2 x hits / (support + predicted), so it is 0, and not undefined, where only one of the
    two is 0.
    """
    return Rates(
        precision=_ratio(hits, predicted),
        recall=_ratio(hits, support),
        f1=_ratio(2 * hits, support + predicted),
        support=support,
        predicted=predicted,
        hits=hits,
    )


def macro(by_class: Iterable[Rates]) -> Rates:
    """The averages over classes with support, as scikit-learn's with `zero_division=nan`.

    A class whose figure is undefined is left out of that figure. The counts are summed.
    """
    expected = [one for one in by_class if one.support]
    return Rates(
        precision=_average(one.precision for one in expected),
        recall=_average(one.recall for one in expected),
        f1=_average(one.f1 for one in expected),
        support=sum(one.support for one in expected),
        predicted=sum(one.predicted for one in expected),
        hits=sum(one.hits for one in expected),
    )


def share(hits: int, total: int) -> Share:
    """`hits` of `total`."""
    return Share(_ratio(hits, total), hits, total)


def mean(values: Floats) -> tuple[float | None, int]:
    """The mean of the values that are numbers, and how many they are. Any order gives the same."""
    numbers = values[~np.isnan(values)].tolist()
    return (math.fsum(numbers) / len(numbers) if numbers else None), len(numbers)


def _ratio(count: int, total: int) -> float | None:
    return count / total if total else None


def _average(values: Iterable[float | None]) -> float | None:
    defined = [value for value in values if value is not None]
    return math.fsum(defined) / len(defined) if defined else None
