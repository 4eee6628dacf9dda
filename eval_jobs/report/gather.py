"""Gather what a report says of runs and of each sample, and choose the examples to look at."""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from eval_jobs.metrics.diagnosis import diagnose
from eval_jobs.report.material import Example, Flip, SampleRow
from eval_jobs.report.progress import watched
from eval_jobs.run import fully_right
from graders import MISSING

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison
    from eval_jobs.metrics.examined import Examined
    from eval_jobs.run import Run
    from eval_jobs.study import Study
    from graders import Sample, Turn

Item = TypeVar("Item")

MOST_EXAMPLES: Final = 500
"""A page with more would be slow to open."""
NOT_OF_CALLS: Final = frozenset({"field_match"})
"""Graders that do not look at calls: what is wrong with the calls is not what is wrong."""


class Gathered:
    """What became of every joined sample in every run.

    `breakdowns` are those of the study, from the same pass over the samples. `examples` are
    samples that some run did not get fully right, at most MOST_EXAMPLES of `examples_total`:
    first what flipped, then what earned the least.
    """

    def __init__(
        self, study: Study, comparison: Comparison, slice_fields: Sequence[str] | None
    ) -> None:
        """Read every sample of every run once. `slice_fields` are those of `metrics.measure`."""
        self._ids = study.paired.ids
        self._flips = _flips(comparison)
        self._kinds: dict[str, list[tuple[str, ...]]] = {
            run: [()] * len(self._ids) for run in study.paired.runs
        }
        self._slices: list[Mapping[str, str]] = [{}] * len(self._ids)
        self._known: dict[Hashable, Any] = {}
        runs, scores = study.paired.runs, study.paired.scores
        exact = fully_right(scores["reward"], scores)
        self._rewards = dict(zip(runs, scores["reward"], strict=True))
        self._exact = dict(zip(runs, exact, strict=True))
        wanted = self._worth_a_look()
        self.examples_total = len(wanted)
        self._texts = {k: _Texts() for k in wanted[:MOST_EXAMPLES]}
        self.breakdowns = study._replace(runs=[*map(_watched, study.runs)]).breakdowns(
            slice_fields, self._see
        )

    @property
    def examples(self) -> list[Example]:
        """The chosen samples with their texts."""
        return [
            Example(
                question=texts.question,
                reference=texts.reference,
                answers=texts.answers,
                **self._row(place)._asdict(),
            )
            for place, texts in self._texts.items()
        ]

    def rows(self) -> Iterator[SampleRow]:
        """A row a joined sample."""
        return map(self._row, range(len(self._ids)))

    def _row(self, k: int) -> SampleRow:
        identifier = self._ids[k]
        return SampleRow(
            id=identifier,
            rewards={run: _defined(column[k]) for run, column in self._rewards.items()},
            exact={run: _defined(column[k]) for run, column in self._exact.items()},
            kinds={run: column[k] for run, column in self._kinds.items()},
            flip=self._flips.get(identifier, {}),
            slices=self._slices[k],
        )

    def _worth_a_look(self) -> list[int]:
        """Samples that are not fully right everywhere, what tells the most first."""
        exact = np.array(list(self._exact.values()))
        rewards = np.nan_to_num(np.array(list(self._rewards.values())), nan=-1.0).mean(axis=0)
        wrong = np.flatnonzero(~(exact == 1.0).all(axis=0)).tolist()
        return sorted(wrong, key=lambda k: (self._ids[k] not in self._flips, rewards[k], k))

    def _see(self, run: Run, k: int, found: Examined) -> None:
        of_calls = (run.configuration or {}).get("grader") not in NOT_OF_CALLS
        kinds = diagnose(found, self._exact[run.name][k], of_calls=of_calls)
        self._kinds[run.name][k] = self._shared(kinds, kinds)
        if not self._slices[k]:
            self._slices[k] = self._shared(frozenset(found.slices.items()), found.slices)
        if k in self._texts:
            self._texts[k].add(run.name, found.sample)

    def _shared(self, key: Hashable, value: Item) -> Item:
        """The first value with this key, so that many samples hold one."""
        shared: Item = self._known.setdefault(key, value)
        return shared


def _watched(run: Run) -> Run:
    """The run, with a progress bar for reading it."""
    total = None if run.samples is None else len(run.samples.ids)
    return run._replace(details=lambda: watched(run.details(), f"samples of {run.name}", total))


class _Texts:
    """What was asked, wanted and answered in one sample."""

    question = ""
    reference: Any = None

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    def add(self, run: str, sample: Sample | None) -> None:
        self.answers[run] = ""  # a sample without an answer is there to be found too
        if sample is None:
            return
        self.question = sample.question
        if sample.reference is not MISSING:
            self.reference = sample.reference
        if sample.answer is not None:
            self.answers[run] = _answer(sample.answer)


def _answer(turn: Turn) -> str:
    """The turn as text: what was said, and the calls beside it as JSON."""
    calls = json.dumps(turn.tool_calls, indent=2, ensure_ascii=False) if turn.tool_calls else ""
    return "\n".join(filter(None, (turn.text, calls)))


def _flips(comparison: Comparison) -> dict[str, dict[str, Flip]]:
    flips: dict[str, dict[str, Flip]] = {}
    for run, kinds in comparison.flips.items():
        for kind in ("won", "lost"):
            for identifier in kinds[kind]:
                flips.setdefault(identifier, {})[run] = kind
    return flips


def _defined(value: float) -> float | None:
    return None if np.isnan(value) else float(value)
