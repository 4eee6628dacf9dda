"""A run: one evaluated checkpoint, made here or brought back from AWS, in columns."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
"""Not a number stands for undefined: unscored, or not measured."""

EXACT_MATCH: Final = "exact_match_score"
_TIE: Final = 1e-9
"""A reward is a sum of weighted parts: 1 may miss by its last digits."""


def fully_right(reward: Floats, metrics: Mapping[str, Floats]) -> Floats:
    """1 where the answer is fully right, else 0, nan where the sample is unscored.

    That is the metric `exact_match_score` of 1; where it was not measured, a reward of 1. The
    columns have one shape, and so has the result.
    """
    exact = metrics.get(EXACT_MATCH, np.full_like(reward, np.nan))
    score = np.where(np.isnan(exact), reward, exact)
    return np.where(np.isnan(score), np.nan, score >= 1 - _TIE)


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

    def at(self, positions: Sequence[int]) -> Samples:
        """The samples in these positions, in their order."""
        return Samples(
            ids=[self.ids[i] for i in positions],
            prompts=[self.prompts[i] for i in positions],
            references=[self.references[i] for i in positions],
            reward=self.reward[positions],
            codes=[self.codes[i] for i in positions],
            metrics={name: values[positions] for name, values in self.metrics.items()},
            confidence=self.confidence[positions],
        )


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
