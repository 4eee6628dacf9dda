"""One run in detail, from one pass over its samples."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np

from eval_jobs.metrics.breakdown import Breakdown
from eval_jobs.metrics.calibration import calibrate
from eval_jobs.metrics.confusion import ConfusionCounts
from eval_jobs.metrics.errors import MetricsError
from eval_jobs.metrics.facts import facts_of
from eval_jobs.metrics.labels import LabelCounts
from eval_jobs.metrics.parameters import ParameterCounts
from eval_jobs.metrics.rates import macro, mean, rates
from eval_jobs.metrics.slices import SliceCounts
from eval_jobs.metrics.tools import ShareCounts, ToolCounts
from graders.case import Case, UngradableError
from graders.grade import GRADER_ERROR, MALFORMED_RECORD
from graders.records import read_record

if TYPE_CHECKING:
    from eval_jobs.run import Detail, Floats, Run, Samples
    from graders import GradingConfig, Sample

REWARD_BINS: Final = 20
UNKNOWN: Final = "unknown"


def measure(
    run: Run, config: GradingConfig, slice_fields: Sequence[str] | None = None
) -> Breakdown:
    """What `run` comes to, graded as `config` says.

    `slice_fields` names the fields to slice by; None takes those of 2 to 30 values. A scored
    sample whose record cannot be read counts as unscored where calls are counted; its reward
    stays in the means. MetricsError for a run without samples, and for a field that none has.
    """
    samples = run.samples
    if samples is None:
        raise MetricsError(f"{run.name}: only averages came back; there are no samples to measure")
    counts = _Counts(config, samples, slice_fields)
    for position, detail in zip(range(len(samples.ids)), run.details(), strict=True):
        counts.add(position, detail)
    exact = exact_match(samples)
    tools = counts.tools.by_tool()
    scored = samples.reward[~np.isnan(samples.reward)]
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
        labels=counts.labels.result(),
        calibration=calibrate(samples.confidence, exact),
    )


def exact_match(samples: Samples) -> Floats:
    """1 where the answer is fully right, else 0, nan where the sample is unscored.

    That is the metric `exact_match_score`; where there is none, a reward of 1.
    """
    if "exact_match_score" in samples.metrics:
        return samples.metrics["exact_match_score"]
    return np.where(np.isnan(samples.reward), np.nan, samples.reward == 1.0)


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

    def add(self, position: int, detail: Detail) -> None:
        """Count one more sample; whatever is wrong with it costs no other."""
        code = self._codes[position]
        try:
            sample = read_record(detail.record)
            self.slices.add(position, sample)
        except Exception:  # noqa: BLE001  # whatever it is, it costs this record only
            self.unscored[code or MALFORMED_RECORD] += 1
            return
        code = code or self._add_scored(position, sample)
        if code is not None:
            self.unscored[code] += 1

    def _add_scored(self, position: int, sample: Sample) -> str | None:
        """Count the calls of a sample; the code of what prevents it."""
        try:
            case = Case(sample, self._config)
            facts = None if case.reference.groups is None else facts_of(case)
            self.labels.add(case)
        except UngradableError as error:
            return error.code
        except Exception:  # noqa: BLE001  # a defect of grading, which costs this sample only
            return GRADER_ERROR
        if facts is not None:
            self.calls[position] = len(facts.expected), len(facts.called), len(facts.hits)
            for counts in (self.tools, self.shares, self.parameters, self.confusion):
                counts.add(facts)
        return None
