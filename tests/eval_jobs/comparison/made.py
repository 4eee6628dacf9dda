"""Runs and joined samples from plain arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval_jobs.comparison.paired import Paired
from eval_jobs.run import Detail, Floats, Run, Samples

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

NAN = float("nan")


def floats(values: ArrayLike) -> Floats:
    return np.asarray(values, dtype=float)


def paired(clusters: ArrayLike | None = None, /, **scores: ArrayLike) -> Paired:
    """Runs `base`, `run1`, ... with these scores, of shape (runs, samples); a prompt a sample."""
    arrays = {name: floats(values) for name, values in scores.items()}
    first = next(iter(arrays.values()))
    arrays = {"reward": np.full(first.shape, 0.5), **arrays}
    count, samples = first.shape
    return Paired(
        runs=["base", *(f"run{i}" for i in range(1, count))],
        ids=[f"s{i}" for i in range(samples)],
        clusters=np.arange(samples) if clusters is None else np.asarray(clusters),
        scores=arrays,
        joined_by="id",
        left_out={},
    )


def random_scores(rng: np.random.Generator, runs: int = 3, samples: int = 30) -> Paired:
    shape = (runs, samples)
    reward = np.where(rng.random(shape) < 0.1, np.nan, rng.random(shape))
    counts = (floats(rng.integers(0, 3, shape)) for _ in range(3))
    return paired(
        rng.integers(0, 20, samples),
        reward=reward,
        exact_match_score=floats(rng.random(shape) < 0.7),
        **tool_counts(*counts),
    )


def many(reps: ArrayLike, clusters: ArrayLike | None = None, **counts: ArrayLike) -> Paired:
    """Repetitions of an experiment as runs beside a baseline that always earns 0.5."""
    reps = floats(reps)
    base = np.full((1, reps.shape[1]), 0.5)
    more = {name: np.vstack([0 * base, floats(values)]) for name, values in counts.items()}
    return paired(clusters, reward=np.vstack([base, reps]), **more)


def tool_counts(hits: Floats, extra: Floats, missing: Floats) -> dict[str, Floats]:
    return {
        "tool_true_positive_count": hits,
        "tool_false_positive_count": extra,
        "tool_false_negative_count": missing,
    }


def run(
    name: str,
    ids: Sequence[str],
    reward: ArrayLike,
    *,
    prompts: Sequence[str] | None = None,
    references: Sequence[str] | None = None,
    **metrics: ArrayLike,
) -> Run:
    """A run with a prompt a sample, which its id gives away, unless told otherwise."""
    samples = Samples(
        ids=ids,
        prompts=prompts or [f"prompt of {i}" for i in ids],
        references=references or [f"reference of {i}" for i in ids],
        reward=floats(reward),
        codes=[None] * len(ids),
        metrics={metric: floats(values) for metric, values in metrics.items()},
        confidence=np.full(len(ids), NAN),
    )
    return Run(name, Path(name), None, {}, samples, _no_details)


def _no_details() -> Iterator[Detail]:
    return iter(())
