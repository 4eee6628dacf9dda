"""What is compared: the samples that all runs share, in columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from eval_jobs.run import Floats


class Paired(NamedTuple):
    """Samples that every run has, one column each.

    `clusters` numbers the prompts: samples with the same prompt are no independent evidence.
    `scores` holds reward and metrics by name, of shape (runs, samples), nan where unscored.
    `joined_by` says how: "id" or "prompt". `left_out` counts, by run, the samples that did not
    join.
    """

    runs: Sequence[str]
    ids: Sequence[str]
    clusters: NDArray[np.intp]
    scores: Mapping[str, Floats]
    joined_by: str
    left_out: Mapping[str, int]
