"""The tables of a report that few readers need; the page folds them away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from eval_jobs.metrics.calibration import PRECISIONS
from eval_jobs.report.tables import Table, differences, merged, rates
from eval_jobs.report.wording import figure

if TYPE_CHECKING:
    from eval_jobs.metrics.breakdown import Breakdown, Share
    from eval_jobs.report.material import Material

Runs = Mapping[str, "Breakdown"]


def details(material: Material) -> list[Table]:
    """Every table that has rows."""
    runs = material.breakdowns
    over_tools = {run: {"micro": found.micro, "macro": found.macro} for run, found in runs.items()}
    tables = [
        differences(material),
        _shares(runs),
        _unscored(runs),
        rates("Tools, over all calls and averaged over tools", "average", over_tools),
        _parameters(runs),
        _labels(runs),
        _confidence(runs),
    ]
    return [table for table in tables if table is not None and table.rows]


def _shares(runs: Runs) -> Table:
    rows = [
        (name, *(_share(found.shares.get(name)) for found in runs.values()))
        for name in merged(found.shares for found in runs.values())
    ]
    return Table("Invented, needless and missed calls", ("share", *runs), rows)


def _share(found: Share | None) -> str:
    if found is None or found.value is None:
        return figure(None)
    return f"{figure(found.value)} ({found.hits:,} of {found.total:,})"


def _unscored(runs: Runs) -> Table:
    rows = [
        (code, *(f"{found.unscored.get(code, 0):,}" for found in runs.values()))
        for code in merged(found.unscored for found in runs.values())
    ]
    return Table("Unscored samples by code", ("code", *runs), rows)


def _parameters(runs: Runs) -> Table:
    by_run = {
        run: {
            f"{tool}.{parameter}": found_rates
            for tool, by_parameter in found.parameters.items()
            for parameter, found_rates in by_parameter.items()
        }
        for run, found in runs.items()
    }
    return rates("Parameters", "tool.parameter", by_run)


def _labels(runs: Runs) -> Table | None:
    known = {run: found.labels for run, found in runs.items() if found.labels is not None}
    if not known:
        return None
    fields = " and ".join(merged([labels.field] for labels in known.values()))
    macro = ", ".join(f"{figure(labels.macro_f1)} in {run}" for run, labels in known.items())
    by_run = {run: {"all": labels.micro, **labels.by_label} for run, labels in known.items()}
    return rates(f"Labels of {fields} (F1 averaged over labels: {macro})", "label", by_run)


def _confidence(runs: Runs) -> Table:
    rows = [
        (
            run,
            figure(found.calibration.auc),
            figure(found.calibration.average_precision),
            figure(found.calibration.brier),
            *(figure(threshold) for _, threshold in found.calibration.thresholds),
            f"{found.calibration.samples:,}",
        )
        for run, found in runs.items()
        if found.calibration is not None
    ]
    scores = ("ROC AUC", "average precision", "Brier score")
    thresholds = (f"threshold for precision {wanted:g}" for wanted in PRECISIONS)
    columns = ("run", *scores, *thresholds, "samples")
    return Table("Confidence as a forecast of an exact match", columns, rows)
