"""A run: one evaluated checkpoint, made here or brought back from AWS, in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Not a number stands for undefined: unscored, or not measured."""


class Detail(NamedTuple):
    """One sample in full: `record` is the dataset's, with the answer as its last turn."""

    id: str
    record: Mapping[str, Any]


class Samples(NamedTuple):
    """What every sample of a run earned; all columns have the same length and order.

    `prompts` and `references` are digests: equal texts have equal ones. `reward` is in [0, 1],
    nan where the sample is unscored; `codes` says why, None where it is scored. `metrics` are
    nan where the sample is unscored. `confidence` is the mean probability (geometric) that the
    model gave to the tokens of its answer, in [0, 1], nan where no log-probabilities came back.
    """

    ids: Sequence[str]
    prompts: Sequence[str]
    references: Sequence[str]
    reward: Floats
    codes: Sequence[str | None]
    metrics: Mapping[str, Floats]
    confidence: Floats


class Run(NamedTuple):
    """One evaluated checkpoint.

    `configuration` is what `toolgrade evaluate` wrote down, None for a run of AWS's. `means` are
    the averages that came with the run, by plain name and as fractions, over all of its samples.
    `samples` is None where only averages came back. `details` reads the samples in full, one at
    a time and in the order of `samples`; they do not stay in memory.
    """

    name: str
    path: Path
    configuration: Mapping[str, Any] | None
    means: Mapping[str, float]
    samples: Samples | None
    details: Callable[[], Iterator[Detail]]
