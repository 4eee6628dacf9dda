"""`inference_output.jsonl`: a line a sample with prompt, inference, gold and metadata.

Our own lines carry the outcome too: `id`, `reward`, `code` and `metrics`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from eval_jobs.datasets.read import read_records
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.layout import EvaluatedRow
from eval_jobs.results.metric_names import is_number
from eval_jobs.results.texts import code_text, prompt_of, reference_text
from eval_jobs.rows import Row


def read_inferences(path: Path) -> Iterator[EvaluatedRow]:
    """The samples in the file, in its order. ResultsError names a line that is cut off."""
    for _, line, error in read_records(path):
        if error is not None:
            raise ResultsError(f"{error}: the file is damaged, fetch it anew")
        given = {
            "id": line.get("id"),
            "messages": [{"role": "user", "content": line.get("prompt")}],
            "reference_answer": line.get("gold"),
            "metadata": line.get("metadata"),
        }
        record = {key: value for key, value in given.items() if value is not None}
        reward, metrics = line.get("reward"), line.get("metrics")
        scored = is_number(reward)
        row = Row(
            line.get("id"),
            reward if scored else None,
            None if scored else code_text(line.get("code")),
            None,
            {k: v for k, v in metrics.items() if is_number(v)} if isinstance(metrics, dict) else {},
        )
        yield EvaluatedRow(record, line.get("inference"), row)


def inference_line(sample: EvaluatedRow) -> str:
    """The line of a sample, line end included; ASCII, so any text survives."""
    record, answer, row, _ = sample
    line = {
        "prompt": prompt_of(record),
        "inference": answer,
        "gold": reference_text(record),
        "metadata": record.get("metadata"),
        "id": row.id,
        "reward": row.reward,
        "code": row.code,
        "metrics": dict(row.metrics),
    }
    return json.dumps(line) + "\n"
