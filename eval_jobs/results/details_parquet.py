"""`details_<task>_#_<time>.parquet`: a row a sample, in the columns of AWS's evaluation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

from eval_jobs.results.averages import GRADED
from eval_jobs.results.cells import decode, only_text, without_nulls
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import LAMBDA_PREFIX, TASK, EvaluatedRow
from eval_jobs.results.metric_names import plain_metrics
from eval_jobs.results.results_json import lambda_metrics
from eval_jobs.results.texts import UNSCORED, as_text, code_text, prompt_of, reference_text
from eval_jobs.rows import Row
from graders.grade import MALFORMED_RECORD

EVALUATOR: Final = f"{TASK}_{LAMBDA_PREFIX}metric"
COLUMNS: Final = ("full_prompt", "gold", "metrics", "predictions", "pred_logits", "specifics")
BATCH_ROWS: Final = 128
BUFFER_BYTES: Final = 1024 * 1024
"""Read so much of a column at a time: AWS writes all rows as one group."""
GROUP_ROWS: Final = 1000
GROUP_BYTES: Final = 8 * 1024 * 1024


def read_details(path: Path) -> Iterator[EvaluatedRow]:
    """The samples in a Parquet file, in its order and in the memory of a few.

    Cells may hold values, JSON or Python's `repr`. A row that has no metrics is unscored, and
    costs no other. ResultsError where the file cannot be read or has no column of metrics.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with pq.ParquetFile(path, buffer_size=BUFFER_BYTES) as file:
            names = file.schema_arrow.names
            if "metrics" not in names:
                raise ResultsError(f"{path}: no column 'metrics' among {', '.join(names)}")
            columns = [name for name in COLUMNS if name in names]
            for batch in file.iter_batches(BATCH_ROWS, columns=columns):
                table = [column.to_pylist() for column in batch.columns]
                for cells in zip(*table, strict=True):
                    yield _read_row(dict(zip(columns, cells, strict=True)))
    except (pa.ArrowException, OSError) as error:
        raise ResultsError(
            f"{path}: not Parquet that can be read ({error}): fetch it anew"
        ) from error


def _read_row(cells: Mapping[str, Any]) -> EvaluatedRow:
    specifics = decode(cells.get("specifics"))
    if not isinstance(specifics, dict):
        specifics = {}
    line = specifics.get("original_line")
    record = decode(line)
    if not isinstance(record, dict):
        record = _record(cells, specifics.get("sample_id"))
    elif record is line and not isinstance(cells["specifics"], str):
        record = without_nulls(record)
    identifier = specifics.get("sample_id")
    return EvaluatedRow(
        record=record,
        answer=_answer(cells.get("predictions"), specifics),
        row=_row(
            record.get("id") if identifier is None else identifier,
            decode(cells["metrics"]),
            specifics,
        ),
        logprobs=decode(cells.get("pred_logits")),
    )


def _answer(predictions: Any, specifics: Mapping[str, Any]) -> Any:
    """The first prediction, None if there is none; in full where a text could not hold it."""
    if "answer" in specifics:
        return specifics["answer"]
    answer = only_text(predictions)
    return (answer[0] if answer else None) if isinstance(answer, list) else answer


def _record(cells: Mapping[str, Any], identifier: Any) -> dict[str, Any]:
    """A record of what the row says, where the dataset's own did not come back."""
    prompt = only_text(cells.get("full_prompt"))
    record = {
        "id": identifier,
        "messages": [{"role": "user", "content": prompt}],
        "reference_answer": only_text(cells.get("gold")),
    }
    return {key: value for key, value in record.items() if value is not None}


def _row(identifier: Any, given: Any, specifics: Mapping[str, Any]) -> Row:
    metrics = plain_metrics(given)
    code = code_text(specifics.get("code") or specifics.get("error_code"))
    if not metrics:
        return Row(identifier, None, code or MALFORMED_RECORD, None, {})
    graded = metrics.pop(GRADED, 1.0) != 0.0
    reward = metrics.pop("reward", None)
    if not graded:
        return Row(identifier, None, code or UNSCORED, None, metrics)
    return Row(identifier, reward, None, None, metrics)


class DetailsWriter:
    """Writes samples to a Parquet file one by one, in the memory of a group of rows."""

    def __init__(self, path: Path) -> None:
        import pyarrow as pa
        import pyarrow.parquet as pq

        text = pa.string()
        kinds = {"predictions": pa.list_(text)}
        self._schema = pa.schema([(name, kinds.get(name, text)) for name in COLUMNS])
        self._writer = pq.ParquetWriter(
            path, self._schema, compression="zstd", use_dictionary=False, write_statistics=False
        )
        self._rows: list[dict[str, Any]] = []
        self._bytes = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._writer.close()

    def add(self, sample: EvaluatedRow) -> None:
        """Write one more sample."""
        row = _cells(sample)
        self._rows.append(row)
        texts = [*row.values(), *row["predictions"]]
        self._bytes += sum(len(text) for text in texts if isinstance(text, str))
        if len(self._rows) >= GROUP_ROWS or self._bytes >= GROUP_BYTES:
            self.flush()

    def flush(self) -> None:
        """Write what is held back; call it once more at the end."""
        import pyarrow as pa

        self._writer.write_table(pa.Table.from_pylist(self._rows, self._schema))
        self._rows, self._bytes = [], 0


def _cells(sample: EvaluatedRow) -> dict[str, Any]:
    """The cells of a sample. JSON is ASCII, so that every text survives."""
    record, answer, row, logprobs = sample
    specifics: dict[str, Any] = {"sample_id": row.id, "original_line": dict(record)}
    if row.code is not None:
        specifics["code"] = row.code
    prediction = as_text(answer)
    if prediction != answer:
        specifics["answer"] = answer
    return {
        "full_prompt": prompt_of(record),
        "gold": reference_text(record),
        "metrics": json.dumps({EVALUATOR: lambda_metrics(row)}),
        "predictions": [] if answer is None else [prediction],
        "pred_logits": None if logprobs is None else json.dumps(logprobs),
        "specifics": json.dumps(specifics),
    }
