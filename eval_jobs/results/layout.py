"""The names under which jobs leave their artifacts, and one evaluated sample of them."""

from __future__ import annotations

from collections.abc import Mapping
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any, Final, NamedTuple

if TYPE_CHECKING:
    from eval_jobs.rows import Row

CONFIGURATION: Final = "configuration.json"
EVAL_RESULTS: Final = "eval_results"
RESULTS: Final = "results_*.json"
INFERENCES: Final = "inference_output.jsonl"
DETAILS: Final = "details_*.parquet"
TRAINING_METRICS: Final = "step_wise_training_metrics.csv"
VALIDATION_METRICS: Final = "*validation_metrics.csv"
MANIFEST: Final = "manifest.json"
ARCHIVES: Final = ("*.tar.gz", "*.tgz")
PARTIAL: Final = ".partial"
"""Ends the name of what is still being written; no search looks inside."""

TASK: Final = "rft_eval"
LAMBDA_PREFIX: Final = "lambda_"
WANTED: Final = (
    *(CONFIGURATION, RESULTS, INFERENCES, DETAILS),
    *(TRAINING_METRICS, VALIDATION_METRICS, MANIFEST),
)


class EvaluatedRow(NamedTuple):
    """One sample of a run.

    `record` is the dataset's, without the answer. `answer` is a text, an assistant message, or
    None where no model answered. `logprobs` are those of the answer's tokens in any shape that
    `confidence` knows. `row` carries no reason when it was read.
    """

    record: Mapping[str, Any]
    answer: Any
    row: Row
    logprobs: Any = None


def is_archive(name: str) -> bool:
    """Whether a file of this name is an archive that jobs write."""
    return any(fnmatchcase(name, pattern) for pattern in ARCHIVES)


def is_wanted(name: str) -> bool:
    """Whether a file of this name is read here; jobs leave others, large ones among them."""
    return any(fnmatchcase(name, pattern) for pattern in WANTED)
