"""What a comparison comes to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Estimate(NamedTuple):
    """A metric of one run with its interval; all None where nothing could be measured.

    `samples` were measured, `unscored` were not and count nowhere.
    """

    value: float | None
    low: float | None
    high: float | None
    samples: int
    unscored: int


class Difference(NamedTuple):
    """A metric of a run minus the same of the baseline, over samples that both have scored.

    `value` is None where it is undefined, and then so is everything after it but the counts.
    `p` is two-sided, of `test` ("permutation" or "mcnemar"); `p_adjusted` is corrected for its
    family (Holm): the rewards of all runs, or all differences that are not of the reward.
    `effect` is the mean difference over the standard deviation of the differences (Cohen's d_z);
    None where they do not vary, and for micro figures, which have no value by sample.
    `detectable` is the smallest difference that this many samples would have shown with 80%
    power, corrected as `p_adjusted` is; None where no possible difference would. Wins, losses
    and ties count samples.
    """

    value: float | None
    low: float | None
    high: float | None
    test: str
    p: float | None
    p_adjusted: float | None
    effect: float | None
    detectable: float | None
    wins: int
    losses: int
    ties: int
    samples: int


class Comparison(NamedTuple):
    """Runs beside a baseline.

    `estimates` and `differences` are by metric, then by run (`differences` without the
    baseline). Metrics are `reward`, the graders' scores and rates, and micro precision, recall
    and F1 (`micro_precision`, ...; of parameters: `micro_parameter_f1`, ...).
    `flips` are, by run, the ids of the samples that the baseline got fully right and the run
    did not ("lost"), and the other way round ("won").
    `confidence` is the level of the intervals.
    """

    runs: Sequence[str]
    baseline: str
    estimates: Mapping[str, Mapping[str, Estimate]]
    differences: Mapping[str, Mapping[str, Difference]]
    flips: Mapping[str, Mapping[str, Sequence[str]]]
    confidence: float
    resamples: int
    seed: int
    clusters: int
    joined_by: str
    left_out: Mapping[str, int]
