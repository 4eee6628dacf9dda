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
    """What a difference of a higher-is-better metric shows, corrected for all that is compared.

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
    figures = f"reward {change(found)}, {_p(found)}"
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
    opening = f"{len(comparison.runs)} runs on {_samples(joined)}, joined by {comparison.joined_by}"
    if comparison.clusters < joined:
        opening += f", of {comparison.clusters:,} different prompts"
    left_out = _listed(comparison.left_out)
    unscored = _listed({run: found.unscored for run, found in estimates.items()})
    return f"{opening}. Left out: {left_out}. Unscored: {unscored}."


def method(comparison: Comparison) -> str:
    """How intervals and p-values came about."""
    return (
        f"Intervals at {comparison.confidence:.0%}, from {comparison.resamples:,} resamples by "
        f"prompt (seed {comparison.seed}). Differences are to {comparison.baseline}, over samples "
        "that both runs have scored. p is two-sided, corrected for all differences (Holm)."
    )


def _p(difference: Difference) -> str:
    p = probability(difference.p)
    adjusted = probability(difference.p_adjusted)
    shown = p if p.startswith("<") else f"= {p}"
    if p == adjusted or difference.p_adjusted is None:
        return f"p {shown}"
    return f"p {shown} ({adjusted} corrected for all differences)"


def _interval(low: float | None, high: float | None, show: Callable[[float], str]) -> str:
    return "" if low is None or high is None else f" [{show(low)}, {show(high)}]"


def _samples(count: int) -> str:
    return f"{count:,} sample" if count == 1 else f"{count:,} samples"


def _unscored(found: Breakdown) -> str:
    codes = ", ".join(f"{count:,} {code}" for code, count in found.unscored.items() if count)
    total = sum(found.unscored.values())
    return f"{total:,} unscored ({codes})" if codes else "none unscored"


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{count:,} of {run}" for run, count in counts.items() if count) or "none"
