"""The line through a curve, and how sure it is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

MOST_LAG: Final = 0.95
"""Neighbours more alike than this leave nothing to be told from so few points."""

Points = Sequence[tuple[float, float]]


class Line(NamedTuple):
    """A least-squares line through a curve of steps.

    `slope` is per step, `error` its standard error if steps were independent of one another,
    `lag` how much alike neighbours are (0 to 0.95), `span` the steps from the first to the last.
    """

    slope: float
    error: float
    lag: float
    span: float

    @property
    def rise(self) -> float:
        """From the first step to the last; below 0 for a fall."""
        return self.slope * self.span

    @property
    def trend(self) -> float:
        """The slope in standard errors; 0 for a level line, infinite where nothing is left."""
        return _ratio(self.slope, self.error)

    @property
    def sure_trend(self) -> float:
        """The same with the error of steps that are alike: a curve that wanders shows less."""
        return _ratio(self.slope, self.error * math.sqrt((1 + self.lag) / (1 - self.lag)))


def line(points: Points) -> Line:
    """The line through at least 5 points (step, value), no two of one step."""
    count = len(points)
    span = points[-1][0] - points[0][0]
    if len({value for _, value in points}) == 1:
        return Line(0.0, 0.0, 0.0, span)
    mean_x = sum(x for x, _ in points) / count
    mean_y = sum(y for _, y in points) / count
    spread = sum((x - mean_x) ** 2 for x, _ in points)
    slope = sum((x - mean_x) * (y - mean_y) for x, y in points) / spread
    left = [y - mean_y - slope * (x - mean_x) for x, y in points]
    squares = sum(one * one for one in left)
    error = math.sqrt(squares / (count - 2) / spread)
    return Line(slope, error, _lag(left, squares), span)


def _lag(left: Sequence[float], squares: float) -> float:
    """The lag-1 autocorrelation of what a line leaves.

    A line takes some of it away, the more the shorter the curve; this is put back.
    """
    if not squares:
        return 0.0
    found = sum(one * after for one, after in pairwise(left)) / squares
    count = len(left)
    return min(max((count * found + 2) / (count - 4), 0.0), MOST_LAG)


def _ratio(slope: float, error: float) -> float:
    if not slope:
        return 0.0
    return slope / error if error else math.copysign(math.inf, slope)
