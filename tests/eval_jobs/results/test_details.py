"""Details with rows that are missing, odd or damaged."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.read import read_run
from graders.grade import MALFORMED_RECORD
from tests.support import artifacts


def test_missing_rows_are_missing_and_nothing_else(tmp_path: Path) -> None:
    rows = artifacts.rows()
    run = read_run(artifacts.write_aws_run(tmp_path / "run", rows[2:5]))
    assert run.samples is not None
    assert set(run.samples.ids) == {"sample-3", "sample-4", "sample-5"}


def test_a_row_that_cannot_be_read_costs_no_other(tmp_path: Path) -> None:
    table = [artifacts.as_repr(artifacts.json_cells(row)) for row in artifacts.rows()[:4]]
    table[0]["metrics"] = "{'rft_eval_lambda_metric': {'lambda_rew"
    table[1]["specifics"] = None
    table[2]["predictions"] = None
    folder = artifacts.only_averages(tmp_path, artifacts.rows()) / "eval_results"
    artifacts.write_details(folder, table)
    run = read_run(tmp_path)
    assert run.samples is not None
    assert list(run.samples.ids) == ["sample-1", "unknown-2", "sample-3", "sample-4"]
    assert list(run.samples.codes) == [MALFORMED_RECORD, None, None, None]
    rewards = [row.row.reward for row in artifacts.rows()[1:4]]
    np.testing.assert_array_equal(run.samples.reward, [np.nan, *rewards])
    assert next(iter(run.details())).record["id"] == "sample-1"


def test_a_metric_that_some_rows_lack_is_undefined_there(tmp_path: Path) -> None:
    table: list[dict[str, Any]] = [
        {"metrics": json.dumps(metrics), "specifics": f"{{'sample_id': {i}}}"}
        for i, metrics in enumerate(
            [{"lambda_reward_score": 1.0}, {"reward": 0.5, "x": 0.25}, {"x": 0.5}]
        )
    ]
    folder = artifacts.only_averages(tmp_path, artifacts.rows()) / "eval_results"
    artifacts.write_details(folder, table)
    samples = read_run(tmp_path).samples
    assert samples is not None
    assert list(samples.ids) == ["0", "1", "2"]
    np.testing.assert_array_equal(samples.reward, [1.0, 0.5, np.nan])
    np.testing.assert_array_equal(samples.metrics["x"], [np.nan, 0.25, 0.5])
    assert list(samples.codes) == [None, None, None]


def test_ids_that_a_service_left_out_are_counted(tmp_path: Path) -> None:
    table = [{"metrics": "{'lambda_reward_score': 1.0}", "full_prompt": p} for p in "ab"]
    folder = artifacts.only_averages(tmp_path, artifacts.rows()) / "eval_results"
    artifacts.write_details(folder, table)
    samples = read_run(tmp_path).samples
    assert samples is not None
    assert list(samples.ids) == ["unknown-1", "unknown-2"]
    assert len(set(samples.prompts)) == 2


@pytest.mark.parametrize(
    ("record", "key", "answered"),
    [
        ({"query": "Q", "response": "G"}, "model_response", "A"),
        ({"prompt": "Q", "reference_answer": "G"}, "completion", "A"),
        ({"prompt": [], "reward_model": {"ground_truth": "G"}}, "response", "A"),
    ],
)
def test_the_answer_stands_where_the_records_format_has_it(
    record: dict[str, Any], key: str, answered: str, tmp_path: Path
) -> None:
    row = artifacts.rows()[0]
    cells = {
        **artifacts.json_cells(row),
        "predictions": [answered],
        "specifics": json.dumps({"sample_id": "a", "original_line": json.dumps(record)}),
    }
    folder = artifacts.only_averages(tmp_path, [row]) / "eval_results"
    artifacts.write_details(folder, [cells])
    assert [detail.record for detail in read_run(tmp_path).details()] == [{**record, key: answered}]


@pytest.mark.parametrize("content", [b"", b"PAR1", b"no parquet at all" * 10])
def test_details_that_are_damaged_are_named(content: bytes, tmp_path: Path) -> None:
    run = artifacts.structs(tmp_path, artifacts.rows())
    details = next(run.rglob("*.parquet"))
    details.write_bytes(content)
    with pytest.raises(ResultsError, match=r"details_rft_eval.*fetch it anew"):
        read_run(run)


def test_details_that_are_cut_off_are_named(tmp_path: Path) -> None:
    run = artifacts.structs(tmp_path, artifacts.rows())
    details = next(run.rglob("*.parquet"))
    whole = details.read_bytes()
    for size in range(0, len(whole), len(whole) // 7):
        details.write_bytes(whole[:size])
        with pytest.raises(ResultsError, match="fetch it anew"):
            read_run(run)


def test_details_without_metrics_are_named(tmp_path: Path) -> None:
    folder = artifacts.only_averages(tmp_path, artifacts.rows()) / "eval_results"
    path = folder / "details_x.parquet"
    pq.write_table(pa.table({"predictions": ["a"], "gold": ["b"]}), path)
    with pytest.raises(ResultsError, match="no column 'metrics' among predictions, gold"):
        read_run(tmp_path)
