"""Write a run as an evaluation job would, so that the same code reads both."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

from eval_jobs.results.details_parquet import DetailsWriter
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.inference_output import inference_line
from eval_jobs.results.layout import (
    CONFIGURATION,
    EVAL_RESULTS,
    INFERENCES,
    PARTIAL,
    RESULTS,
    TASK,
    EvaluatedRow,
)
from eval_jobs.results.results_json import Averages
from eval_jobs.results.texts import prompt_of


def is_complete(folder: Path) -> bool:
    """Whether the folder holds a run that was written to its end."""
    return any((folder / EVAL_RESULTS).glob(RESULTS))


def write_run(folder: Path, configuration: Mapping[str, Any], rows: Iterable[EvaluatedRow]) -> Path:
    """Write a run into `folder` and return its results JSON.

    Rows are written as they come, in the memory of a few. What is not complete is in a folder
    beside its place, which takes its place in one step: a folder with a results JSON is whole.
    ResultsError if there is a complete run already, or no row; whatever `rows` raises passes
    through, and then nothing is left behind.
    """
    if is_complete(folder):
        raise ResultsError(
            f"{folder} holds a complete run already: choose another name, or delete it first"
        )
    place, partial = folder / EVAL_RESULTS, folder / f"{EVAL_RESULTS}{PARTIAL}"
    if place.exists():
        raise ResultsError(f"{place} is there but holds no results: move it away first")
    try:
        shutil.rmtree(partial, ignore_errors=True)  # of a process that was killed
        partial.mkdir(parents=True)
        results = _write(partial, rows)
        _write_configuration(folder, configuration)
        partial.rename(place)
    except OSError as error:
        raise ResultsError(f"cannot write {folder}: {error}") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return place / results


def _write(folder: Path, rows: Iterable[EvaluatedRow]) -> str:
    time = datetime.now(UTC).strftime("%Y-%m-%dT%H-%M-%S.%f")
    details = folder / "details" / "model" / time / f"details_{TASK}_#_{time}.parquet"
    details.parent.mkdir(parents=True)
    averages = Averages()
    count = 0
    with (
        (folder / INFERENCES).open("w", encoding="ascii") as inferences,
        DetailsWriter(details) as writer,
    ):
        for count, sample in enumerate(rows, 1):  # noqa: B007  # counted for what follows
            try:
                _add(sample, inferences, writer)
            except RecursionError:
                _add(_flat(sample), inferences, writer)
            averages.add(sample.row)
        writer.flush()
    if not count:
        raise ResultsError("a run without a sample cannot be written")
    results = RESULTS.replace("*", time)
    _write_json(folder / results, averages.results())
    return results


def _add(sample: EvaluatedRow, inferences: TextIO, writer: DetailsWriter) -> None:
    line = inference_line(sample)
    writer.add(sample)
    inferences.write(line)


def _flat(sample: EvaluatedRow) -> EvaluatedRow:
    """The sample without what is nested too deeply to be written; the row loses nothing."""
    record, answer, row, _ = sample
    messages = [{"role": "user", "content": prompt_of(record)}]
    text = answer if isinstance(answer, str) else None
    return EvaluatedRow({"id": row.id, "messages": messages}, text, row)


def _write_configuration(folder: Path, configuration: Mapping[str, Any]) -> None:
    partial = folder / f"{CONFIGURATION}{PARTIAL}"
    _write_json(partial, dict(configuration))
    partial.rename(folder / CONFIGURATION)


def _write_json(path: Path, content: Any) -> None:
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="ascii")
