"""What each training of a series changed: a run beside the one before it, in a sentence."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final

from eval_jobs.report.wording import change, verdict

if TYPE_CHECKING:
    from eval_jobs.study import Study

TOOL_F1: Final = "tool_f1"


def with_steps(study: Study, confidence: float) -> Study:
    """The study of a series, base model first, with a note on each step that it leaves out.

    The step from the baseline is its comparison. The p-values of another are corrected as if each
    run were compared with the one before the step.
    """
    return study._replace(notes=[*study.notes, *_steps(study, confidence)])


def _steps(study: Study, confidence: float) -> Iterator[str]:
    for before, after in pairwise(run.name for run in study.runs):
        if study.baseline in {before, after}:
            continue
        comparison = study._replace(baseline=before).compare(confidence)
        told = verdict(comparison, after)
        f1 = comparison.differences.get(TOOL_F1)
        yield told if f1 is None else f"{told} {TOOL_F1} {change(f1[after])}."
