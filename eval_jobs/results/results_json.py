"""`results_<time>.json`: the averages of a run, by evaluator and over all of them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from eval_jobs.results.averages import GRADED
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import LAMBDA_PREFIX, TASK
from eval_jobs.results.metric_names import plain_metrics

if TYPE_CHECKING:
    from eval_jobs.rows import Row

KEYS: Final = (f"custom|{TASK}_{TASK}|0", "all")


def read_means(path: Path) -> dict[str, float]:
    """The averages in a results JSON, by plain name and as fractions.

    Those under `all`, and what is only under the first `custom|...` key, or under the only key.
    ResultsError where the file cannot be read or has no metric.
    """
    try:
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise ResultsError(f"cannot read {path}: {error.strerror}") from error
    except (ValueError, RecursionError) as error:
        raise ResultsError(f"{path}: not JSON that can be read ({error}): fetch it anew") from error
    results = content.get("results") if isinstance(content, dict) else None
    if not isinstance(results, dict):
        raise ResultsError(f"{path}: no 'results' in it, so it is not from an evaluation job")
    custom = [key for key in results if key.startswith("custom|")]
    chosen = [*custom[:1], "all"] if custom or "all" in results else list(results)[:1]
    means: dict[str, float] = {}
    for key in chosen:
        means |= plain_metrics(results.get(key))
    if not means:
        places = " or ".join(repr(key) for key in chosen) or "'results'"
        raise ResultsError(f"{path}: no metric that is a number under {places}: nothing to compare")
    return means


class Averages:
    """Averages rows as the evaluation service does: unscored samples count as zeros."""

    def __init__(self) -> None:
        self._samples = 0
        self._sums: dict[str, tuple[float, float]] = {}

    def add(self, row: Row) -> None:
        """Count one more row."""
        self._samples += 1
        for name, value in lambda_metrics(row).items():
            total, squares = self._sums.get(name, (0.0, 0.0))
            self._sums[name] = (total + value, squares + value * value)

    def results(self) -> dict[str, Any]:
        """The content of the results JSON; there must be a row."""
        metrics: dict[str, float] = {}
        for name, (total, squares) in self._sums.items():
            n = self._samples
            variance = max(0.0, squares - total * total / n) / (n - 1) if n > 1 else 0.0
            metrics[name] = total / n
            metrics[f"{name}_stderr"] = math.sqrt(variance / n)
        return {"results": {key: metrics for key in KEYS}}  # noqa: C420  # reads as the JSON does


def lambda_metrics(row: Row) -> dict[str, float]:
    """The metrics of a row as the evaluation service names what a Lambda answers."""
    metrics = {"reward_score": row.reward or 0.0, GRADED: float(row.graded), **row.metrics}
    return {f"{LAMBDA_PREFIX}{name}": value for name, value in metrics.items()}
