"""Compare runs with a baseline: estimates, differences, and how sure they are."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.evidence import TIE, gather
from eval_jobs.comparison.measured import Statistic, difference, estimate
from eval_jobs.comparison.ratios import ratios
from eval_jobs.comparison.resample import Sums, bootstrap, random_groups
from eval_jobs.comparison.result import Comparison, Difference
from eval_jobs.comparison.significance import holm, permutation

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval_jobs.comparison.paired import Paired
    from eval_jobs.run import Floats

RIGHT: Final = "exact_match_score"
"""Tells which samples are fully right; where it was not measured, a reward of 1 does."""


def compare(
    paired: Paired,
    baseline: str,
    *,
    confidence: float = 0.95,
    resamples: int = 10_000,
    seed: int = 0,
) -> Comparison:
    """Every metric of every run, and its difference to `baseline`.

    `confidence` is that of the intervals, in (0, 1). The same seed gives the same figures,
    whatever the order of runs and samples. ComparisonError when no run is called `baseline`.
    """
    if baseline not in paired.runs:
        raise ComparisonError(f"no run is called {baseline!r}; runs: {', '.join(paired.runs)}")
    runs, clusters, scores = _in_order(paired)
    others = [run for run in runs if run != baseline]
    shuffle, draw, swap = np.random.default_rng(seed).spawn(3)
    groups = random_groups(int(clusters.max()) + 1, shuffle)[clusters]
    evidence = {
        name: gather(ratio, runs.index(baseline), clusters, groups, confidence)
        for name, ratio in ratios(scores)
    }
    ours = Sums.stack(found.ours for found in evidence.values())
    theirs = Sums.stack(found.theirs for found in evidence.values())
    statistics = _statistics(ours, theirs, bootstrap(ours, theirs, resamples, draw))
    pairs = np.tile([False] * len(runs) + [True] * len(others), len(evidence))
    ps = iter(permutation(ours.rows(pairs), theirs.rows(pairs), resamples, swap))
    estimates, differences = {}, {}
    for name, found in evidence.items():
        estimates[name] = {
            run: estimate(next(statistics), alone, len(clusters), confidence)
            for run, alone in zip(runs, found.alone, strict=True)
        }
        differences[name] = {
            run: difference(next(statistics), pair, float(next(ps)), confidence)
            for run, pair in zip(others, found.pairs, strict=True)
        }
    return Comparison(
        runs=paired.runs,
        baseline=baseline,
        estimates=estimates,
        differences=_corrected(differences),
        flips=_flips(paired, baseline),
        confidence=confidence,
        resamples=resamples,
        seed=seed,
        clusters=len(np.unique(clusters)),
        joined_by=paired.joined_by,
        left_out=paired.left_out,
    )


def _in_order(paired: Paired) -> tuple[list[str], NDArray[np.intp], dict[str, Floats]]:
    """Samples by prompt and id: sums then come out alike to the last digit, however joined."""
    clusters = paired.clusters.tolist()
    samples = sorted(range(len(clusters)), key=lambda i: (clusters[i], paired.ids[i]))
    scores = {name: values[:, samples] for name, values in paired.scores.items()}
    return list(paired.runs), paired.clusters[samples], scores


def _statistics(ours: Sums, theirs: Sums, replicates: Floats) -> Iterator[Statistic]:
    values = ours.ratio() - theirs.ratio()
    clusters = np.count_nonzero(ours.denominator + theirs.denominator, axis=1)
    for value, row, count in zip(values.tolist(), replicates, clusters.tolist(), strict=True):
        yield Statistic(value, row[~np.isnan(row)], count)


def _corrected(
    differences: Mapping[str, Mapping[str, Difference]],
) -> dict[str, dict[str, Difference]]:
    ps = {
        (name, run): found.p
        for name, by_run in differences.items()
        for run, found in by_run.items()
        if found.p is not None
    }
    adjusted = holm(ps)
    return {
        name: {
            run: found._replace(p_adjusted=adjusted.get((name, run)))
            for run, found in by_run.items()
        }
        for name, by_run in differences.items()
    }


def _flips(paired: Paired, baseline: str) -> dict[str, Mapping[str, Sequence[str]]]:
    """The ids that a run won and lost, of the samples that it and the baseline have scored."""
    scores = paired.scores.get(RIGHT, paired.scores["reward"])
    base = scores[list(paired.runs).index(baseline)]
    flips: dict[str, Mapping[str, Sequence[str]]] = {}
    for run, values in zip(paired.runs, scores, strict=True):
        if run == baseline:
            continue
        both = ~np.isnan(values + base)
        now, before = values >= 1 - TIE, base >= 1 - TIE
        places = {"won": both & now & ~before, "lost": both & before & ~now}
        flips[run] = {
            kind: [paired.ids[i] for i in np.flatnonzero(found).tolist()]
            for kind, found in places.items()
        }
    return flips
