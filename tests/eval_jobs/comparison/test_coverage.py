"""Intervals hold the truth as often as they say, in repetitions that stand in for runs."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.paired import Paired
from tests.eval_jobs.comparison.made import floats, many, paired, tool_counts

REPS = {15: 1000, 30: 700, 50: 700, 60: 700, 200: 400, 300: 500}
Scores = tuple[Paired, str, float]


def skewed(rng: np.random.Generator, prompts: int) -> Scores:
    """Rewards as graders give them: six in ten fully right, the rest anywhere."""
    shape = (REPS[prompts], prompts)
    rewards = np.where(rng.random(shape) < 0.6, 1.0, rng.beta(2, 2, shape))
    return many(rewards), "reward", 0.6 + 0.4 / 2


def near_the_ceiling(rng: np.random.Generator, prompts: int, ones: float) -> Scores:
    """Nearly all fully right, the rest anywhere: samples may well hold none of the rest."""
    shape = (REPS[prompts], prompts)
    rewards = np.where(rng.random(shape) < ones, 1.0, rng.random(shape))
    return many(rewards), "reward", ones + (1 - ones) / 2


def clustered_near_the_ceiling(rng: np.random.Generator, prompts: int, ones: float) -> Scores:
    """One to four samples a prompt, half of which share its fate."""
    clusters = np.repeat(np.arange(prompts), rng.integers(1, 5, prompts))
    easy = rng.random((REPS[prompts], prompts))[:, clusters]
    easy = np.where(rng.random(easy.shape) < 0.5, easy, rng.random(easy.shape))
    rewards = np.where(easy < ones, 1.0, (easy - ones) / (1 - ones))
    return many(rewards, clusters), "reward", ones + (1 - ones) / 2


def clustered(rng: np.random.Generator, prompts: int) -> Scores:
    """One to four samples a prompt, more alike within than between."""
    clusters = np.repeat(np.arange(prompts), rng.integers(1, 5, prompts))
    easy = rng.beta(4, 2, (REPS[prompts], prompts))[:, clusters]
    return many(0.8 * easy + 0.2 * rng.random(easy.shape), clusters), "reward", 0.8 * 4 / 6 + 0.1


def clustered_shares(rng: np.random.Generator, prompts: int) -> Scores:
    """Right or wrong, one to four samples a prompt, prompts of unlike difficulty."""
    clusters = np.repeat(np.arange(prompts), rng.integers(1, 5, prompts))
    easy = rng.beta(5, 1.5, (REPS[prompts], prompts))[:, clusters]
    return many((rng.random(easy.shape) < easy).astype(float), clusters), "reward", 5 / 6.5


def micro(rng: np.random.Generator, prompts: int) -> Scores:
    """One to three expected calls a sample, one extra call in every other one."""
    shape = (REPS[prompts], prompts)
    expected, extra = rng.integers(1, 4, shape), rng.integers(0, 2, shape)
    hits = rng.binomial(expected, 0.85)
    counts = tool_counts(floats(hits), floats(extra), floats(expected - hits))
    return many(np.full(shape, 0.5), **counts), "micro_f1", 2 * 1.7 / (1.7 + 0.5 + 2)


def unscored(rng: np.random.Generator, prompts: int) -> Scores:
    """A sample in ten could not be graded."""
    shape = (REPS[prompts], prompts)
    rewards = np.where(rng.random(shape) < 0.1, np.nan, rng.beta(4, 2, shape))
    return many(rewards), "reward", 4 / 6


@pytest.mark.parametrize("prompts", [15, 60, 300])
@pytest.mark.parametrize("make", [skewed, clustered, clustered_shares, micro, unscored])
def test_intervals_cover_the_truth(
    make: Callable[[np.random.Generator, int], Scores], prompts: int, rng: np.random.Generator
) -> None:
    scores, metric, truth = make(rng, prompts)
    comparison = compare(scores, "base", resamples=600)
    found = [row for run, row in comparison.estimates[metric].items() if run != "base"]
    assert 0.925 <= np.mean([row.low <= truth <= row.high for row in found]) <= 0.975
    if metric == "reward":
        against = comparison.differences[metric].values()
        covered = np.mean([row.low <= truth - 0.5 <= row.high for row in against])
        assert 0.925 <= covered <= 0.975


@pytest.mark.parametrize("ones", [0.9, 0.95])
@pytest.mark.parametrize("prompts", [15, 30, 50, 200])
@pytest.mark.parametrize("make", [near_the_ceiling, clustered_near_the_ceiling])
def test_intervals_near_the_ceiling_cover_the_truth(
    make: Callable[[np.random.Generator, int, float], Scores],
    prompts: int,
    ones: float,
    rng: np.random.Generator,
) -> None:
    scores, metric, truth = make(rng, prompts, ones)
    found = list(compare(scores, "base", resamples=10).estimates[metric].values())[1:]
    assert 0.92 <= np.mean([row.low <= truth <= row.high for row in found]) <= 0.985


@pytest.mark.parametrize("prompts", [15, 60])
def test_differences_of_alike_runs_are_covered(prompts: int, rng: np.random.Generator) -> None:
    """Both runs find the same prompts hard, and one is better: what pairing is for."""
    inside = []
    for seed in range(400):
        easy = rng.beta(4, 2, prompts)
        base, better = (0.6 * easy + rng.uniform(low, low + 0.3, prompts) for low in (0, 0.05))
        found = compare(paired(reward=[base, better]), "base", resamples=400, seed=seed)
        reward = found.differences["reward"]["run1"]
        inside.append(reward.low <= 0.05 <= reward.high)
        assert reward.high - reward.low < 0.45 / prompts**0.5 * 2  # unpaired, it would be wider
    assert 0.925 <= np.mean(inside) <= 0.975
