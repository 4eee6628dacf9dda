"""Judge the rules of a gate by the figures of a comparison."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING, Final, NamedTuple

from eval_jobs.errors import ConfigError
from eval_jobs.gate.rules import DEFAULT_LEVEL, UNSCORED

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison, Difference, Estimate
    from eval_jobs.gate.rules import Rule

SIGNS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    ">=": operator.ge,
    ">": operator.gt,
    "<=": operator.le,
    "<": operator.lt,
    "=": operator.eq,
}


class Outcome(Enum):
    """What becomes of a rule, the worst first. Inconclusive: too few samples to tell."""

    FAIL = "fail"
    INCONCLUSIVE = "inconclusive"
    PASS = "pass"  # noqa: S105  # no password


class Verdict(NamedTuple):
    """What a rule came to for a run, and a sentence with the figures it follows from."""

    rule: str
    run: str
    outcome: Outcome
    sentence: str


def levels(rules: Sequence[Rule]) -> set[float]:
    """The confidence levels at which `judge` needs the comparison."""
    return {rule.level or DEFAULT_LEVEL for rule in rules}


def judge(rules: Sequence[Rule], comparisons: Mapping[float, Comparison]) -> list[Verdict]:
    """Every rule for every run but the baseline, or for the baseline where it stands alone.

    `comparisons` is one comparison at each of the `levels`. ConfigError when a rule needs a
    metric or a second run that the comparison does not have.
    """
    return [
        verdict
        for rule in rules
        for verdict in _judge(rule, comparisons[rule.level or DEFAULT_LEVEL])
    ]


def worst(verdicts: Sequence[Verdict]) -> Outcome:
    """What the whole gate comes to."""
    outcomes = {verdict.outcome for verdict in verdicts}
    return next(outcome for outcome in Outcome if outcome in outcomes)


def _judge(rule: Rule, comparison: Comparison) -> Iterator[Verdict]:
    candidates = [run for run in comparison.runs if run != comparison.baseline]
    if rule.relative and not candidates:
        raise ConfigError(f"gate: {rule.text!r} needs a second run beside the baseline")
    metric = _metric(rule, comparison)
    for run in candidates or comparison.runs:
        if rule.metric == UNSCORED:
            estimate = comparison.estimates[metric][run]
            figure, subject = estimate.unscored, f"{run}: {estimate.unscored} unscored samples"
            yield Verdict(rule.text, run, _outcome(rule, [figure]), subject)
            continue
        measured: Estimate | Difference = comparison.estimates[metric][run]
        subject = f"{run}: {rule.metric}"
        if rule.relative:
            measured = comparison.differences[metric][run]
            subject += f" minus that of {comparison.baseline}"
        figures = [measured.value] if rule.level is None else [measured.low, measured.high]
        yield Verdict(rule.text, run, _outcome(rule, figures), f"{subject} is {_said(measured)}")


def _metric(rule: Rule, comparison: Comparison) -> str:
    if rule.metric == UNSCORED:
        return "reward"
    for name in (rule.metric, f"{rule.metric}_score"):
        if name in comparison.estimates:
            return name
    known = ", ".join([*comparison.estimates, UNSCORED])
    raise ConfigError(f"gate: {rule.text!r}: no metric {rule.metric}; there are {known}")


def _outcome(rule: Rule, figures: Sequence[float | None]) -> Outcome:
    """Pass if the rule holds for all of the figures, fail if for none of them."""
    defined = [figure for figure in figures if figure is not None]
    holds = [SIGNS[rule.sign](figure, rule.number) for figure in defined]
    if len(defined) < len(figures) or any(holds) != all(holds):
        return Outcome.INCONCLUSIVE
    return Outcome.PASS if all(holds) else Outcome.FAIL


def _said(measured: Estimate | Difference) -> str:
    if measured.value is None:
        return "undefined"
    if measured.low is None or measured.high is None:
        return f"{measured.value:.4f}"
    return f"{measured.value:.4f}, interval {measured.low:.4f} to {measured.high:.4f}"
