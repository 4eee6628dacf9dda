"""Runs made ready to compare: checked, joined, and each with how it was graded."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from pydantic import ValidationError

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.errors import ComparisonError
from eval_jobs.comparison.join import join, match
from eval_jobs.comparison.setup import differences_in_setup, differences_in_version, unknown_setup
from eval_jobs.errors import ConfigError
from eval_jobs.metrics.measure import measure
from graders import GradingConfig

if TYPE_CHECKING:
    from eval_jobs.comparison.paired import Paired
    from eval_jobs.comparison.result import Comparison
    from eval_jobs.metrics.breakdown import Breakdown
    from eval_jobs.metrics.examined import Examined
    from eval_jobs.run import Run

    See = Callable[[Run, int, Examined], None]


class Study(NamedTuple):
    """Runs that can be compared with `baseline`; `notes` are what a reader has to know.

    `positions` say, by run, where it has the samples of `paired`, in their order.
    """

    runs: Sequence[Run]
    configs: Mapping[str, GradingConfig]
    paired: Paired
    positions: Mapping[str, Sequence[int]]
    baseline: str
    notes: Sequence[str]

    def compare(self, confidence: float) -> Comparison:
        """Every run beside the baseline, with intervals at this confidence."""
        return compare(self.paired, self.baseline, confidence=confidence)

    def breakdowns(
        self, slice_fields: Sequence[str] | None, see: See | None = None
    ) -> dict[str, Breakdown]:
        """Each run in detail, over the joined samples. `see` is told of each of them."""
        return {
            run.name: measure(
                run,
                self.configs[run.name],
                slice_fields,
                self.positions[run.name],
                see and partial(see, run),
            )
            for run in self.runs
        }


def prepare(runs: Sequence[Run], baseline: str | None, *, force: bool) -> Study:
    """The runs joined. The first one is the baseline unless one is named.

    ComparisonError where they do not fit together; what `force` overrides becomes a note.
    """
    paired = join(runs)
    unfair = differences_in_setup(runs)
    if unfair and not force:
        listed = "\n".join(f"  {difference}" for difference in unfair)
        raise ComparisonError(
            f"the runs do not differ by their model alone:\n{listed}\n"
            "Evaluate them alike, or add --force to compare them all the same"
        )
    notes = [f"compared by force, although the runs differ: {text}" for text in unfair]
    return Study(
        runs,
        {run.name: _config(run) for run in runs},
        paired,
        dict(zip(paired.runs, match(runs).positions.tolist(), strict=True)),
        baseline or runs[0].name,
        [*notes, *unknown_setup(runs), *differences_in_version(runs)],
    )


def _config(run: Run) -> GradingConfig:
    """How the run was graded, the default where it does not say."""
    told = (run.configuration or {}).get("config")
    try:
        return GradingConfig() if told is None else GradingConfig.model_validate(told)
    except ValidationError as error:
        raise ConfigError(
            f"{run.path}: its configuration is none of this version: {error}"
        ) from None
