"""What a run comes to in detail: the types that the measuring fills and the reports show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Rates(NamedTuple):
    """Precision, recall and F1, each None where its denominator is 0.

    `support` counts what was expected, `predicted` what was given, `hits` what is both.
    """

    precision: float | None
    recall: float | None
    f1: float | None
    support: int
    predicted: int
    hits: int


class Share(NamedTuple):
    """`hits` of `total`; `value` is None where the total is 0."""

    value: float | None
    hits: int
    total: int


class Slice(NamedTuple):
    """The samples with one value of a field: `reward` and `exact_match` are means of the scored."""

    samples: int
    unscored: int
    reward: float | None
    exact_match: float | None
    tools: Rates


class Confusion(NamedTuple):
    """`counts[i][j]`: how often `labels[j]` was called where `labels[i]` was expected.

    The last label stands for no call: its column has the missed ones, its row the needless ones.
    """

    labels: Sequence[str]
    counts: Sequence[Sequence[int]]


class Calibration(NamedTuple):
    """The model's confidence as a forecast of the exact match of its answer.

    `bins` hold (mean confidence, share right, samples). `precision_recall` holds (precision,
    recall, threshold) from the lowest threshold on. `thresholds` hold (wanted precision, the
    lowest confidence from which on it is reached), None where it never is. `auc` and
    `average_precision` are None where all samples are right, or none.
    """

    samples: int
    auc: float | None
    average_precision: float | None
    brier: float
    bins: Sequence[tuple[float, float, int]]
    precision_recall: Sequence[tuple[float, float, float]]
    thresholds: Sequence[tuple[float, float | None]]


class Labels(NamedTuple):
    """F1 of a labelled field: over all labels, averaged over labels, and label by label."""

    field: str
    micro: Rates
    macro_f1: float | None
    by_label: Mapping[str, Rates]


class Breakdown(NamedTuple):
    """One run in detail.

    `means` are (mean, samples it is over) of reward and every score, of the scored samples.
    `micro` and `macro` are of tools, `macro` averaged over the expected ones; `tools` by tool;
    `parameters` by tool, then parameter. `shares` are those of invented tools (among calls), of
    needless calls (samples that want none and got one) and of missed ones (samples that want
    one and got none). `slices` are by field, then value. `rewards` counts scored samples in 20
    equal bins of [0, 1], the last one closed; `beyond`, those below 0 and those above 1.
    """

    run: str
    samples: int
    unscored: Mapping[str, int]
    means: Mapping[str, tuple[float | None, int]]
    micro: Rates
    macro: Rates
    tools: Mapping[str, Rates]
    parameters: Mapping[str, Mapping[str, Rates]]
    confusion: Confusion
    shares: Mapping[str, Share]
    slices: Mapping[str, Mapping[str, Slice]]
    rewards: Sequence[int]
    beyond: tuple[int, int]
    labels: Labels | None
    calibration: Calibration | None
