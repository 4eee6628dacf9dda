"""`step_wise_training_metrics.csv` while it is being written: one whole row after each step."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Final

from eval_jobs.results.layout import TRAINING_METRICS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

STEP: Final = "step_number"
EPOCH: Final = "epoch_number"
EXACT_MATCH: Final = "train_exact_match_rate"
"""The share of answers that were fully right."""
FLAT_GROUPS: Final = "zero_variance_group_rate"
"""The share of prompts whose answers all earned the same: they teach nothing."""
UNSCORED: Final = "unscored_rate"
SFT: Final[Mapping[str, str]] = {"training_loss": "loss"}
RFT: Final[Mapping[str, str]] = {
    "train_reward_mean": "reward",
    "train_episode_length_mean": "completions/mean_length",
    "policy_entropy": "entropy",
    "gradient_norm": "grad_norm",
    "mean_advantage": "mean_advantage",
    "min_advantage": "min_advantage",
    "max_advantage": "max_advantage",
    EXACT_MATCH: EXACT_MATCH,
    FLAT_GROUPS: FLAT_GROUPS,
    UNSCORED: UNSCORED,
}
"""The columns as SageMaker names them, then our own; to each, what the trainer calls it."""
VALIDATION: Final[Mapping[str, str]] = {"validation_loss": "eval_loss"}
VALIDATION_METRICS: Final = "step_wise_validation_metrics.csv"


class MetricsFile:
    """The figures of a training, with these columns beside step and epoch."""

    def __init__(
        self, folder: Path, columns: Mapping[str, str], name: str = TRAINING_METRICS
    ) -> None:
        self._path = folder / name
        self._columns = columns

    def go_on_after(self, step: int) -> None:
        """Keep the rows up to this step; later ones will be made again."""
        header = [STEP, EPOCH, *self._columns]
        partial = self._path.with_suffix(".partial")
        partial.write_text(
            "".join(_line(row) for row in [header, *self._rows(step)]), encoding="ascii"
        )
        partial.replace(self._path)

    def add(self, step: int, logs: Mapping[str, object]) -> dict[str, object]:
        """Write the row of a step, and give it back; what was not measured is empty."""
        row = {STEP: step, EPOCH: logs.get("epoch")}
        row |= {column: logs.get(figure) for column, figure in self._columns.items()}
        with self._path.open("a", encoding="ascii") as file:
            file.write(_line(["" if value is None else value for value in row.values()]))
        return row

    def _rows(self, last: int) -> list[list[str]]:
        if not self._path.exists():
            return []
        text = self._path.read_text(encoding="ascii")
        whole = text[: text.rfind("\n") + 1]  # the last line may have been cut off
        rows = list(csv.reader(io.StringIO(whole)))[1:]
        return [row for row in rows if int(row[0]) <= last]


def _line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line, lineterminator="\n").writerow(cells)
    return line.getvalue()
