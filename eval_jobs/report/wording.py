"""The sentences and figures of a report, the same in every form of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Final, Literal

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison, Difference, Estimate
    from eval_jobs.metrics.breakdown import Breakdown
    from eval_jobs.report.material import Material

Outcome = Literal["better", "worse", "unclear"]

UNDEFINED: Final = "undefined"


def figure(value: float | None) -> str:
    """A score with three decimals; None is said."""
    return UNDEFINED if value is None else f"{value + 0.0:.3f}"


def signed(value: float | None) -> str:
    """A difference with its sign."""
    return UNDEFINED if value is None else f"{round(value, 3) + 0.0:+.3f}"


def with_interval(estimate: Estimate) -> str:
    """A metric with its interval."""
    return figure(estimate.value) + _interval(estimate.low, estimate.high, figure)


def change(difference: Difference) -> str:
    """A difference with its interval."""
    return signed(difference.value) + _interval(difference.low, difference.high, signed)


def probability(p: float | None) -> str:
    """A p-value; small ones are bounded."""
    if p is None:
        return UNDEFINED
    return "< 0.001" if p < 0.001 else f"{p:.3f}"  # noqa: PLR2004  # the last decimal shown


def outcome(difference: Difference, confidence: float) -> Outcome:
    """What a difference of a higher-is-better metric shows, its p corrected for its family.

    Both have to agree: the interval leaves out 0, and the corrected p is small enough.
    """
    value, low, high, p = (
        difference.value,
        difference.low,
        difference.high,
        difference.p_adjusted,
    )
    if value is None or low is None or high is None or p is None or p >= round(1 - confidence, 9):
        return "unclear"
    if low > 0:
        return "better"
    return "worse" if high < 0 else "unclear"


def verdict(comparison: Comparison, run: str) -> str:
    """One sentence on the run's reward beside the baseline's."""
    found = comparison.differences["reward"][run]
    baseline = comparison.baseline
    if found.value is None:
        return f"{run} cannot be compared with {baseline}: no sample is scored in both."
    if found.wins == found.losses == 0:
        return f"{run} earns what {baseline} earns on each of {_samples(found.samples)}."
    result = outcome(found, comparison.confidence)
    opening = {
        "better": f"{run} is better than {baseline}",
        "worse": f"{run} is worse than {baseline}",
        "unclear": f"{run} is not shown to differ from {baseline}",
    }[result]
    tests, _ = _families(comparison)
    figures = f"reward {change(found)}, {_p(found, corrected=tests > 1)}"
    if found.detectable is None:
        return f"{opening}: {figures}."
    smallest = (
        f"smallest difference that {_samples(found.samples)} would probably show: "
        f"{figure(found.detectable)}"
    )
    return f"{opening}: {figures}; {smallest}."


def verdicts(material: Material) -> dict[str, str]:
    """The sentence of each run but the baseline; empty for a single run."""
    comparison = material.comparison
    if comparison is None:
        return {}
    return {run: verdict(comparison, run) for run in comparison.differences["reward"]}


def compared(material: Material) -> str:
    """What was compared: how many samples, how they were joined, what is left out."""
    comparison = material.comparison
    if comparison is None:
        return " ".join(
            f"{run}: {_samples(found.samples)}, {_unscored(found)}."
            for run, found in material.breakdowns.items()
        )
    estimates = comparison.estimates["reward"]
    joined = max(found.samples + found.unscored for found in estimates.values())
    prompts = f", of {counted(comparison.clusters, 'different prompt')}"
    prompts = prompts if comparison.clusters < joined else ""
    unscored = _listed({run: found.unscored for run, found in estimates.items()})
    if len(comparison.runs) == 1:
        return f"{_samples(joined)}{prompts}. Unscored: {unscored}."
    joined_by = (
        f"{len(comparison.runs)} runs on {_samples(joined)}, joined by {comparison.joined_by}"
    )
    left_out = _listed(comparison.left_out)
    return f"{joined_by}{prompts}. Left out: {left_out}. Unscored: {unscored}."


def method(comparison: Comparison) -> str:
    """How intervals and p-values came about."""
    means = f"Intervals at {comparison.confidence:.0%}: of means within [0, 1] by Wilson's method"
    rest = f"else from {comparison.resamples:,} resamples by prompt (seed {comparison.seed})."
    if len(comparison.runs) == 1:
        return f"{means}, {rest}"
    return (
        f"{means}, of differences of right or wrong by Bonett and Price's, {rest} Differences are "
        f"to {comparison.baseline}, over samples that both runs have scored; their intervals are "
        f"not corrected. p is two-sided{_correction(comparison)}."
    )


def _correction(comparison: Comparison) -> str:
    rewards, others = _families(comparison)
    over = ["that of the reward over the runs"] * (rewards > 1)
    over += ["that of another metric over all other differences"] * (others > 1)
    return f", corrected (Holm): {', '.join(over)}" if over else ""


def _families(comparison: Comparison) -> tuple[int, int]:
    """How many tests of the reward were corrected together, and how many others."""
    tests = {
        metric: sum(found.p is not None for found in by_run.values())
        for metric, by_run in comparison.differences.items()
    }
    return tests["reward"], sum(tests.values()) - tests["reward"]


def _p(difference: Difference, *, corrected: bool) -> str:
    p = probability(difference.p)
    shown = p if p.startswith("<") else f"= {p}"
    if not corrected:
        return f"p {shown}"
    return f"p {shown} ({probability(difference.p_adjusted)} corrected over the runs)"


def _interval(low: float | None, high: float | None, show: Callable[[float], str]) -> str:
    return "" if low is None or high is None else f" [{show(low)}, {show(high)}]"


def _samples(count: int) -> str:
    return counted(count, "sample")


def counted(count: int, of: str) -> str:
    """A number of things, in the plural where there is not one."""
    return f"{count:,} {of}" if count == 1 else f"{count:,} {of}s"


def _unscored(found: Breakdown) -> str:
    codes = ", ".join(f"{count:,} {code}" for code, count in found.unscored.items() if count)
    total = sum(found.unscored.values())
    return f"{total:,} unscored ({codes})" if codes else "none unscored"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} of {run}" for run, count in counts.items() if count) or "none"
