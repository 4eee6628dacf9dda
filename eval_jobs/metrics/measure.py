"""One run in detail, from one pass over its samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from eval_jobs.metrics.breakdown import Breakdown
from eval_jobs.metrics.calibration import calibrate
from eval_jobs.metrics.confusion import ConfusionCounts
from eval_jobs.metrics.errors import MetricsError
from eval_jobs.metrics.examined import Examined, examine
from eval_jobs.metrics.labels import LabelCounts
from eval_jobs.metrics.parameters import ParameterCounts
from eval_jobs.metrics.rates import macro, mean, rates
from eval_jobs.metrics.slices import SliceCounts
from eval_jobs.metrics.tools import ShareCounts, ToolCounts
from eval_jobs.run import fully_right
from graders.grade import MALFORMED_RECORD
from graders.records import read_record

if TYPE_CHECKING:
    from eval_jobs.run import Detail, Run, Samples
    from graders import GradingConfig

REWARD_BINS: Final = 20
UNKNOWN: Final = "unknown"

See = Callable[[int, Examined], None]
"""Told of each sample as it is measured: which one, and what was found."""


def measure(
    run: Run,
    config: GradingConfig,
    slice_fields: Sequence[str] | None = None,
    positions: Sequence[int] | None = None,
    see: See | None = None,
) -> Breakdown:
    """What `run` comes to, graded as `config` says.

    `slice_fields` names the fields to slice by; None takes those of 2 to 30 values. `positions`
    are the samples that count, None for all; `see` is told of each by its place among them. A
    scored sample whose record cannot be read counts as unscored where calls are counted; its
    reward stays in the means. MetricsError for a run without samples, and for a field that none
    has.
    """
    if run.samples is None:
        raise MetricsError(f"{run.name}: only averages came back; there are no samples to measure")
    everything = range(len(run.samples.ids))
    chosen = everything if positions is None else positions
    samples = run.samples.at(chosen)
    places = {position: k for k, position in enumerate(chosen)}
    counts = _Counts(config, samples, slice_fields)
    for position, detail in zip(everything, run.details(), strict=True):
        if (k := places.get(position)) is not None:
            found = counts.add(k, detail)
            if see is not None:
                see(k, found)
    exact = fully_right(samples.reward, samples.metrics)
    tools = counts.tools.by_tool()
    scored = np.round(samples.reward[~np.isnan(samples.reward)], 9)  # 1 + 2e-16 is 1
    return Breakdown(
        run=run.name,
        samples=len(samples.ids),
        unscored=dict(sorted(counts.unscored.items())),
        means=_means(samples),
        micro=rates(*counts.calls.sum(axis=0).tolist()),
        macro=macro(tools.values()),
        tools=tools,
        parameters=counts.parameters.result(),
        confusion=counts.confusion.result(),
        shares=counts.shares.result(),
        slices=counts.slices.result(samples.reward, exact, counts.calls),
        rewards=np.histogram(scored, bins=REWARD_BINS, range=(0.0, 1.0))[0].tolist(),
        beyond=(int((scored < 0).sum()), int((scored > 1).sum())),
        labels=counts.labels.result(),
        calibration=calibrate(samples.confidence, exact),
    )


def _means(samples: Samples) -> dict[str, tuple[float | None, int]]:
    columns = {"reward": samples.reward, **samples.metrics}
    return {name: mean(values) for name, values in columns.items() if not name.endswith("_count")}


class _Counts:
    """Everything that is counted sample by sample; no sample stays.

    `calls` has a row a sample: expected calls, calls made, and those of both.
    """

    def __init__(
        self, config: GradingConfig, samples: Samples, slice_fields: Sequence[str] | None
    ) -> None:
        self._config = config
        self._codes = [
            (code or UNKNOWN) if np.isnan(reward) else None
            for code, reward in zip(samples.codes, samples.reward, strict=True)
        ]
        self.unscored: Counter[str] = Counter()
        self.calls = np.zeros((len(samples.ids), 3), dtype=np.int64)
        self.tools = ToolCounts()
        self.shares = ShareCounts()
        self.parameters = ParameterCounts()
        self.confusion = ConfusionCounts()
        self.labels = LabelCounts(config.field)
        self.slices = SliceCounts(slice_fields)

    def add(self, k: int, detail: Detail) -> Examined:
        """Count one more sample; whatever is wrong with it costs no other."""
        found = self._examined(k, detail)
        if found.code is not None:
            self.unscored[found.code] += 1
        if found.labels is not None:
            self.labels.add(*found.labels)
        if found.facts is not None:
            facts = found.facts
            self.calls[k] = len(facts.expected), len(facts.called), len(facts.hits)
            for counts in (self.tools, self.shares, self.parameters, self.confusion):
                counts.add(facts)
        return found

    def _examined(self, k: int, detail: Detail) -> Examined:
        code = self._codes[k]
        try:
            sample = read_record(detail.record)
            slices = self.slices.add(k, sample)
        except Exception:  # noqa: BLE001  # whatever it is, it costs this record only
            return Examined(None, {}, code=code or MALFORMED_RECORD)
        if code is not None:
            return Examined(sample, slices, code=code)
        return examine(sample, slices, self._config)
