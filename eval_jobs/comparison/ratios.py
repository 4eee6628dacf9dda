"""Every metric as a ratio of sums, so that one way of resampling serves them all."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval_jobs.run import Floats

COUNT: Final = "_count"
"""Ends the names of raw counts: what micro figures are made of, and not compared themselves."""


class Ratio(NamedTuple):
    """A metric: the sum of its numerators over the sum of its denominators.

    All of shape (runs, samples), 0 where unscored. A mean's denominators are 1 where scored; a
    micro figure's are what it counts, and may be 0.
    """

    numerator: Floats
    denominator: Floats
    scored: NDArray[np.bool_]
    is_mean: bool

    @property
    def is_bounded(self) -> bool:
        """Whether all values are in [0, 1], in every run."""
        return bool(((self.numerator >= 0) & (self.numerator <= self.denominator)).all())


def ratios(scores: Mapping[str, Floats]) -> Iterator[tuple[str, Ratio]]:
    """The metrics to compare, one by one: means of all scores, micro figures of what was counted.

    With hits of predicted and expected items: precision = hits / predicted, recall = hits /
    expected, F1 = 2 hits / (predicted + expected), each over all samples at once.
    """
    for name, values in scores.items():
        if not name.endswith(COUNT):
            yield name, _mean(values)
    for prefix, (hits, predicted, expected) in _counted(scores):
        yield f"{prefix}_precision", _micro(hits, predicted)
        yield f"{prefix}_recall", _micro(hits, expected)
        yield f"{prefix}_f1", _micro(2 * hits, predicted + expected)


def _counted(scores: Mapping[str, Floats]) -> Iterator[tuple[str, tuple[Floats, Floats, Floats]]]:
    """Hits, predicted and expected items, by the prefix of the figures that are made of them."""
    for prefix, counted in (("micro", "tool"), ("micro_field", "field")):
        kinds = ("true_positive", "false_positive", "false_negative")
        names = [f"{counted}_{kind}{COUNT}" for kind in kinds]
        if all(name in scores for name in names):
            hits, extra, missing = (scores[name] for name in names)
            yield prefix, (hits, hits + extra, hits + missing)
    names = [f"parameter_{kind}{COUNT}" for kind in ("right", "predicted", "expected")]
    if all(name in scores for name in names):
        right, predicted, expected = (scores[name] for name in names)
        yield "micro_parameter", (right, predicted, expected)


def _mean(values: Floats) -> Ratio:
    scored = ~np.isnan(values)
    return Ratio(np.where(scored, values, 0.0), scored.astype(float), scored, is_mean=True)


def _micro(numerator: Floats, denominator: Floats) -> Ratio:
    scored = ~np.isnan(numerator + denominator)
    numerator, denominator = np.where(scored, numerator, 0.0), np.where(scored, denominator, 0.0)
    return Ratio(numerator, denominator, scored, is_mean=False)
