"""Whatever JSON stands in a cell or field, a reader reads it or raises ResultsError."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eval_jobs.results.details_parquet import COLUMNS
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.read import read_run
from tests.support import artifacts

KEYS = st.sampled_from(
    [
        *("messages", "role", "content", "assistant", "text", "tool_calls", "function", "name"),
        *("id", "reference_answer", "metadata", "query", "prompt", "reward_model", "tools"),
        *("lambda_reward_score", "reward", "graded", "code", "error_code", "token", "logprob"),
        *("sample_id", "original_line", "answer", "system", "response", "ground_truth"),
    ]
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3) | KEYS
JSON = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)
)
DEEP = st.integers(1, 2000).map(lambda depth: '{"messages":[' * depth + "]}" * depth)
CELLS = JSON.map(json.dumps) | JSON.map(repr) | DEEP | st.none() | st.text(max_size=9)
ROWS = st.fixed_dictionaries(dict.fromkeys(COLUMNS, CELLS)) | st.fixed_dictionaries(
    {
        "metrics": st.just('{"lambda_reward_score": 0.5}') | CELLS,
        "predictions": CELLS,
        "specifics": st.fixed_dictionaries(
            {"sample_id": JSON, "original_line": JSON}, optional={"code": JSON, "answer": JSON}
        ).map(json.dumps),
    }
)
LINES = st.dictionaries(
    st.sampled_from(["prompt", "inference", "gold", "metadata", "id", "reward", "code", "metrics"]),
    JSON,
)


def read(folder: Path) -> None:
    run = read_run(folder, report=lambda _: None)
    if run.samples is not None:
        assert len(set(run.samples.ids)) == len(run.samples.reward)
        assert all(code is None or isinstance(code, str) for code in run.samples.codes)
    for detail in run.details():
        assert isinstance(detail.id, str)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    run = artifacts.only_averages(tmp_path_factory.mktemp("fuzz"), artifacts.rows())
    return run / "eval_results"


@settings(deadline=None)
@given(rows=st.lists(ROWS, min_size=1, max_size=3))
def test_any_cell(folder: Path, rows: list[dict[str, Any]]) -> None:
    columns = [{name: row.get(name) for name in COLUMNS} for row in rows]
    surrogates = [
        {k: v and v.encode("utf-8", "replace").decode() for k, v in row.items()} for row in columns
    ]
    path = artifacts.write_details(folder, surrogates)
    read(folder)
    path.unlink()


@given(lines=st.lists(LINES | JSON, min_size=1, max_size=3))
def test_any_line(folder: Path, lines: list[Any]) -> None:
    path = folder / "inference_output.jsonl"
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    with suppress(ResultsError):
        read(folder)
    path.unlink()


@given(results=JSON, configuration=JSON)
def test_any_document(
    tmp_path_factory: pytest.TempPathFactory, results: Any, configuration: Any
) -> None:
    folder = tmp_path_factory.mktemp("run")
    (folder / "configuration.json").write_text(json.dumps(configuration))
    artifacts.write_results(folder / "eval_results", {"results": {"all": results}})
    with suppress(ResultsError):
        read(folder)
