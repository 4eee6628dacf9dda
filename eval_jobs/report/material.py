"""What a report is made of: gathered by the command, shown by every form of report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison
    from eval_jobs.metrics.breakdown import Breakdown

Flip = Literal["won", "lost"]
"""Fully right where the baseline is not, and the other way round."""
Curve = Sequence[tuple[float, float]]
"""(step, value), in the order of steps."""


class Example(NamedTuple):
    """One sample to look at, with every run's answer; all texts are untrusted.

    `answers`, `rewards`, `exact` (1 fully right, else 0) and `kinds` (of error, see KINDS) are by
    run; a reward of None is unscored. `flip` has the runs whose answer flipped. `slices` are the
    fields to filter by.
    """

    id: str
    question: str
    reference: Any
    answers: Mapping[str, str]
    rewards: Mapping[str, float | None]
    exact: Mapping[str, float | None]
    kinds: Mapping[str, tuple[str, ...]]
    slices: Mapping[str, str]
    flip: Mapping[str, Flip]


class SampleRow(NamedTuple):
    """One sample in figures: `rewards` and `exact` by run, None where unscored or not measured."""

    id: str
    rewards: Mapping[str, float | None]
    exact: Mapping[str, float | None]
    kinds: Mapping[str, tuple[str, ...]]
    flip: Mapping[str, Flip]
    slices: Mapping[str, str]


class Material(NamedTuple):
    """A report's content.

    `comparison` is None for a single run. `curves` are by run, then training metric. `examples`
    are chosen and capped already, from `examples_total`. `notes` are sentences about what the
    reader should know ("forced although weights differ"). `verdicts` are the gate's: (outcome,
    sentence). `created`, `versions` (package to version) and `configuration` (JSON) say how the
    report came to be.
    """

    title: str
    comparison: Comparison | None
    breakdowns: Mapping[str, Breakdown]
    curves: Mapping[str, Mapping[str, Curve]]
    examples: Sequence[Example]
    examples_total: int
    notes: Sequence[str]
    verdicts: Sequence[tuple[str, str]]
    created: str
    versions: Mapping[str, str]
    configuration: Mapping[str, Any]

    @property
    def runs(self) -> list[str]:
        """The runs' names, in the order in which they were given."""
        return list(self.comparison.runs if self.comparison else self.breakdowns)
