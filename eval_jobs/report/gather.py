"""Gather what a report says sample by sample, and choose the examples to look at."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from eval_jobs.comparison.join import match
from eval_jobs.metrics.diagnosis import diagnose
from eval_jobs.metrics.measure import exact_match
from eval_jobs.report.material import Example, Flip, SampleRow
from eval_jobs.report.progress import watched
from graders import MISSING
from graders.records import UnknownRecordError, read_record

if TYPE_CHECKING:
    from eval_jobs.comparison.result import Comparison
    from eval_jobs.run import Run
    from eval_jobs.study import Study
    from graders import GradingConfig, Sample, Turn

MOST_EXAMPLES: Final = 500
"""A page with more would be slow to open."""


class Gathered:
    """What became of every joined sample in every run.

    `examples` are those that some run did not get fully right, at most MOST_EXAMPLES of
    `examples_total`: first what flipped, then what earned the least.
    """

    def __init__(
        self, study: Study, comparison: Comparison, slice_fields: Sequence[str] | None
    ) -> None:
        """Read every sample of every run once. `slice_fields` are those of `metrics.measure`."""
        self._ids = study.paired.ids
        self._flips = _flips(comparison)
        self._kinds: dict[str, list[tuple[str, ...]]] = {}
        self._slices: list[dict[str, str]] = [{} for _ in self._ids]
        self._rewards, self._exact = {}, {}
        positions = match(study.runs).positions
        for run, places in zip(study.runs, positions, strict=True):
            if run.samples is not None:
                self._rewards[run.name] = run.samples.reward[places]
                self._exact[run.name] = exact_match(run.samples)[places]
        wanted = self._worth_a_look()
        self.examples_total = len(wanted)
        self._texts = {k: _Texts() for k in wanted[:MOST_EXAMPLES]}
        for run, places in zip(study.runs, positions.tolist(), strict=True):
            self._read(run, study.configs[run.name], places, slice_fields)

    @property
    def examples(self) -> list[Example]:
        """The chosen samples with their texts."""
        return [
            Example(
                question=texts.question,
                reference=texts.reference,
                answers=texts.answers,
                **{k: v for k, v in self._row(place)._asdict().items() if k != "exact"},
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

    def _read(
        self,
        run: Run,
        config: GradingConfig,
        places: Sequence[int],
        slice_fields: Sequence[str] | None,
    ) -> None:
        joined = {place: k for k, place in enumerate(places)}
        kinds = self._kinds[run.name] = [()] * len(self._ids)
        details = watched(run.details(), f"examples of {run.name}", len(self._ids))
        for place, detail in enumerate(details):
            k = joined.get(place)
            if k is None:
                continue
            try:
                sample = read_record(detail.record)
            except UnknownRecordError:
                kinds[k] = ("unscored",)
                continue
            scored = not np.isnan(self._rewards[run.name][k])
            found = diagnose(sample, config, scored=scored, slice_fields=slice_fields)
            kinds[k] = found.kinds
            self._slices[k] = self._slices[k] or found.slices
            if k in self._texts:
                self._texts[k].add(run.name, sample)


class _Texts:
    """What was asked, wanted and answered in one sample."""

    question = ""
    reference: Any = None

    def __init__(self) -> None:
        self.answers: dict[str, str] = {}

    def add(self, run: str, sample: Sample) -> None:
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
