"""What each training of a series changed: a run beside the one before it, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from eval_jobs.report.wording import change, probability, verdict
from eval_jobs.study import prepare

if TYPE_CHECKING:
    from eval_jobs.study import Study

TOOL_F1: Final = "tool_f1"


def with_steps(study: Study, confidence: float) -> Study:
    """The study of a series, base model first, with a note on each step that it leaves out.

    The step from the baseline is its comparison. Each other one is compared by itself: its p-value
    is not corrected for the rest of the series.
    """
    return study._replace(notes=[*study.notes, *_steps(study, confidence)])


def _steps(study: Study, confidence: float) -> Iterator[str]:
    for pair in pairwise(study.runs):
        before, after = (run.name for run in pair)
        if study.baseline in {before, after}:
            continue
        comparison = prepare(pair, before, force=True).compare(confidence)
        told = f"beside the run before it, tested by itself: {verdict(comparison, after)}"
        if by_run := comparison.differences.get(TOOL_F1):
            f1 = by_run[after]
            corrected = f"{probability(f1.p_adjusted)} corrected over the metrics"
            told = f"{told} {TOOL_F1} {change(f1)}, p = {corrected}."
        yield told
