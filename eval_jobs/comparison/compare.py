"""Compare runs with a baseline: estimates, differences, and how sure they are."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.evidence import gather
from eval_jobs.comparison.measured import Statistic, difference, estimate
from eval_jobs.comparison.ratios import ratios
from eval_jobs.comparison.resample import Sums, bootstrap, random_groups
from eval_jobs.comparison.result import Comparison, Difference
from eval_jobs.comparison.significance import holm, permutation
from eval_jobs.run import fully_right

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from eval_jobs.comparison.evidence import Evidence
    from eval_jobs.comparison.paired import Paired
    from eval_jobs.run import Floats

PRIMARY: Final = "reward"
"""The figure that decides. It is tested once a run, and all other differences are beside it."""

AT_ONCE: Final = 4
"""So many metrics are resampled at a time."""


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
    shuffle, draw, swap = np.random.SeedSequence(seed).spawn(3)
    groups = random_groups(int(clusters.max()) + 1, np.random.default_rng(shuffle))[clusters]
    evidence = {
        name: gather(ratio, runs.index(baseline), clusters, groups, confidence)
        for name, ratio in ratios(scores)
    }
    pairs = np.array([False] * len(runs) + [True] * len(others))
    ps = permutation(
        Sums.stack(found.ours.rows(pairs) for found in evidence.values()),
        Sums.stack(found.theirs.rows(pairs) for found in evidence.values()),
        resamples,
        np.random.default_rng(swap),
    )
    by_metric = dict(zip(evidence, ps.reshape(len(evidence), -1).tolist(), strict=True))
    families = _families(by_metric)
    statistics = _statistics(list(evidence.values()), resamples, draw)
    estimates, differences = {}, {}
    for name, found in evidence.items():
        estimates[name] = {
            run: estimate(next(statistics), alone, len(clusters), confidence)
            for run, alone in zip(runs, found.alone, strict=True)
        }
        differences[name] = {
            run: difference(next(statistics), pair, p, confidence, families[name])
            for run, pair, p in zip(others, found.pairs, by_metric[name], strict=True)
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


def _statistics(
    evidence: Sequence[Evidence], resamples: int, draw: np.random.SeedSequence
) -> Iterator[Statistic]:
    """The bootstrap of every ratio: few metrics at a time, all from the same draws."""
    for start in range(0, len(evidence), AT_ONCE):
        part = evidence[start : start + AT_ONCE]
        ours = Sums.stack(found.ours for found in part)
        theirs = Sums.stack(found.theirs for found in part)
        replicates = bootstrap(ours, theirs, resamples, np.random.default_rng(draw))
        values = ours.ratio() - theirs.ratio()
        clusters = np.count_nonzero(ours.denominator + theirs.denominator, axis=1)
        for value, row, count in zip(values.tolist(), replicates, clusters.tolist(), strict=True):
            yield Statistic(value, row[~np.isnan(row)], count)


def _families(ps: Mapping[str, Sequence[float]]) -> dict[str, int]:
    """How many tests are corrected together with one of each metric; 1 where none is defined."""
    tests = {name: sum(not math.isnan(p) for p in by_run) for name, by_run in ps.items()}
    others = sum(tests.values()) - tests[PRIMARY]
    return {name: max(tests[PRIMARY] if name == PRIMARY else others, 1) for name in ps}


def _corrected(
    differences: Mapping[str, Mapping[str, Difference]],
) -> dict[str, dict[str, Difference]]:
    """With `p_adjusted`: rewards over the runs, all other differences together."""
    ps = {
        (name, run): found.p
        for name, by_run in differences.items()
        for run, found in by_run.items()
        if found.p is not None
    }
    primary = {key: p for key, p in ps.items() if key[0] == PRIMARY}
    adjusted = holm(primary) | holm({key: p for key, p in ps.items() if key not in primary})
    return {
        name: {
            run: found._replace(p_adjusted=adjusted.get((name, run)))
            for run, found in by_run.items()
        }
        for name, by_run in differences.items()
    }


def _flips(paired: Paired, baseline: str) -> dict[str, Mapping[str, Sequence[str]]]:
    """The ids that a run won and lost, of the samples that it and the baseline have scored."""
    everything = fully_right(paired.scores["reward"], paired.scores)
    base = everything[list(paired.runs).index(baseline)]
    flips: dict[str, Mapping[str, Sequence[str]]] = {}
    for run, right in zip(paired.runs, everything, strict=True):
        if run == baseline:
            continue
        gains = right - base  # nan where one is unscored
        flips[run] = {
            kind: [paired.ids[i] for i in np.flatnonzero(gains == gain).tolist()]
            for kind, gain in (("won", 1.0), ("lost", -1.0))
        }
    return flips
