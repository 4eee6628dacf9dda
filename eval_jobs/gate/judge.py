"""Judge the rules of a gate by the figures of a comparison."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.gate.rules import COUNTS, DEFAULT_LEVEL, LEFT_OUT, UNSCORED

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison, Difference, Estimate
    from eval_jobs.gate.rules import Rule

EQUAL: Final = 1e-9
"""Figures this close are equal: 0.8 - 0.7 is not exactly 0.1."""
SIGNS: Final[Mapping[str, Callable[[float], bool]]] = {
    ">=": lambda above: above >= -EQUAL,
    ">": lambda above: above > EQUAL,
    "<=": lambda above: above <= EQUAL,
    "<": lambda above: above < -EQUAL,
    "=": lambda above: abs(above) <= EQUAL,
}
"""Whether a sign holds for a figure that is so far above the number."""


class Outcome(Enum):
    """What becomes of a rule, the worst first. Inconclusive: too few samples to tell."""

    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    PASS = "pass"  # noqa: S105  # no password


class Verdict(NamedTuple):
    """What a rule came to for a run, and a sentence with the figures it follows from.

    `run` is None where a rule is about all runs together.
    """

    rule: str
    run: str | None
    outcome: Outcome
    sentence: str


def levels(rules: Sequence[Rule]) -> set[float]:
    """The confidence levels at which `judge` needs the comparison."""
    return {rule.level or DEFAULT_LEVEL for rule in rules}


def judge(
    rules: Sequence[Rule], comparisons: Mapping[float, Comparison], unscored: Mapping[str, int]
) -> list[Verdict]:
    """Every rule for every run but the baseline, or for the baseline where it stands alone.

    `comparisons` is one comparison at each of the `levels`. `unscored` counts, by run, its
    samples without a score, joined or not. Samples that did not join make the gate
    inconclusive, unless a rule says how many may. ConfigError when a rule needs a metric or a
    second run that the comparison does not have.
    """
    verdicts = [
        verdict
        for rule in rules
        for verdict in _judge(rule, comparisons[rule.level or DEFAULT_LEVEL], unscored)
    ]
    left_out = next(iter(comparisons.values())).left_out
    if any(left_out.values()) and all(rule.metric != LEFT_OUT for rule in rules):
        sentence = (
            f"{_left_out(left_out)}, and every figure is without them; if that is right, add the "
            f"rule {LEFT_OUT} <= {sum(left_out.values())}"
        )
        verdicts.append(Verdict(LEFT_OUT, None, Outcome.INCONCLUSIVE, sentence))
    return verdicts


def worst(verdicts: Sequence[Verdict]) -> Outcome:
    """What the whole gate comes to."""
    outcomes = {verdict.outcome for verdict in verdicts}
    return next(outcome for outcome in Outcome if outcome in outcomes)


def _judge(rule: Rule, comparison: Comparison, unscored: Mapping[str, int]) -> Iterator[Verdict]:
    candidates = [run for run in comparison.runs if run != comparison.baseline]
    if rule.relative and not candidates:
        raise ConfigError(f"gate: {rule.text!r} needs a second run beside the baseline")
    if rule.metric == LEFT_OUT:
        left_out = comparison.left_out
        outcome = _outcome(rule, [sum(left_out.values())])
        yield Verdict(rule.text, None, outcome, _left_out(left_out))
        return
    for run in candidates or comparison.runs:
        if rule.metric == UNSCORED:
            sentence = f"{run}: {_samples(unscored[run])} unscored"
            yield Verdict(rule.text, run, _outcome(rule, [unscored[run]]), sentence)
        else:
            yield _measured(rule, run, comparison)


def _measured(rule: Rule, run: str, comparison: Comparison) -> Verdict:
    metric = _metric(rule, comparison)
    measured: Estimate | Difference = comparison.estimates[metric][run]
    subject = f"{run}: {rule.metric}"
    if rule.relative:
        measured = comparison.differences[metric][run]
        subject += f" minus that of {comparison.baseline}"
    figures = [measured.value] if rule.level is None else [measured.low, measured.high]
    said = _said(measured, comparison.confidence)
    return Verdict(rule.text, run, _outcome(rule, figures), f"{subject} is {said}")


def _metric(rule: Rule, comparison: Comparison) -> str:
    for name in (rule.metric, f"{rule.metric}_score"):
        if name in comparison.estimates:
            return name
    known = ", ".join([*comparison.estimates, *COUNTS])
    raise ConfigError(f"gate: {rule.text!r}: no metric {rule.metric}; there are {known}")


def _outcome(rule: Rule, figures: Sequence[float | None]) -> Outcome:
    """Pass if the rule holds for all of the figures, fail if for none of them."""
    defined = [figure for figure in figures if figure is not None]
    holds = [SIGNS[rule.sign](figure - rule.number) for figure in defined]
    if len(defined) < len(figures) or any(holds) != all(holds):
        return Outcome.INCONCLUSIVE
    return Outcome.PASS if all(holds) else Outcome.FAIL


def _said(measured: Estimate | Difference, confidence: float) -> str:
    if measured.value is None:
        return "undefined"
    if measured.low is None or measured.high is None:
        return f"{measured.value:.4f}"
    interval = f"interval at {100 * confidence:g}%, not corrected"
    return f"{measured.value:.4f}, {measured.low:.4f} to {measured.high:.4f} ({interval})"


def _left_out(counts: Mapping[str, int]) -> str:
    by_run = ", ".join(f"{count} of {run}" for run, count in counts.items() if count)
    return f"{_samples(sum(counts.values()))} left out" + (f" ({by_run})" if by_run else "")


def _samples(count: int) -> str:
    return f"{count} sample" if count == 1 else f"{count} samples"
