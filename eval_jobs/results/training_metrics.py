"""`step_wise_training_metrics.csv` of SFT, RFT and Bedrock jobs, as curves."""

from __future__ import annotations

import csv
import math
from pathlib import Path
from typing import Final

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import TRAINING_METRICS, VALIDATION_METRICS
from eval_jobs.results.sources import find_all, open_source

STEP: Final = "step_number"
NOT_MEASURED: Final = frozenset({STEP, "epoch_number", ""})

Curves = dict[str, list[tuple[float, float]]]
"""By metric, its (step, value) by rising step."""


def read_curves(source: str | Path, *, workspace: Path | None = None) -> Curves:
    """Every metric of a training job by its column's name, as (step, value).

    Columns of a validation file carry `validation_` in front. Cells that are no finite number
    are left out, of two values of one step the later counts. `source` is what `open_source`
    takes. ResultsError where there is no such file, or more than one job's.
    """
    trees = open_source(source, workspace)
    training = [path for _, files in find_all(trees, TRAINING_METRICS) for path in files]
    if not training:
        raise ResultsError(f"{source}: no {TRAINING_METRICS} at any depth")
    if len(training) > 1:
        listed = "\n".join(f"  {path}" for path in training)
        raise ResultsError(f"{source} has {len(training)} training jobs: name one\n{listed}")
    curves = read_curve_file(training[0])
    for path in (path for tree in trees for path in tree.find(VALIDATION_METRICS)):
        for name, points in read_curve_file(path).items():
            plain = name.removeprefix("validation_")
            curves[f"validation_{plain}"] = points
    return curves


def read_curve_file(path: Path) -> Curves:
    """The curves in one CSV file, by its header."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file, skipinitialspace=True, restval="")
            if STEP not in (rows.fieldnames or ()):
                raise ResultsError(f"{path}: no column {STEP} among {rows.fieldnames}")
            columns = [name for name in rows.fieldnames or () if name not in NOT_MEASURED]
            points: dict[str, dict[float, float]] = {name: {} for name in columns}
            for row in rows:
                step = _number(row[STEP])
                for name in columns:
                    if not math.isnan(value := _number(row[name])) and not math.isnan(step):
                        points[name][step] = value
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise ResultsError(f"cannot read {path}: {error}") from error
    return {name: sorted(curve.items()) for name, curve in points.items() if curve}


def _number(cell: str) -> float:
    """The finite number in a cell, else nan."""
    try:
        number = float(cell)
    except ValueError:
        return math.nan
    return number if math.isfinite(number) else math.nan
