from __future__ import annotations

import json
import statistics
from pathlib import Path
from typing import Any

import pytest

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.results_json import Averages, read_means
from tests.support import artifacts


def write(path: Path, content: Any) -> Path:
    path.write_text(json.dumps(content))
    return path


@pytest.mark.parametrize(
    ("results", "means"),
    [
        (
            {"custom|rft_eval_rft_eval|0": {"a": 1.0, "b": 0.5}, "all": {"lambda_a": 0.25}},
            {"a": 0.25, "b": 0.5},
        ),
        ({"custom|a|0": {"x": 0.5}, "custom|b|0": {"x": 0.75}}, {"x": 0.5}),
        ({"all": {"x": 0.5}}, {"x": 0.5}),
        ({"mmlu|0": {"x": 0.5}, "other": {"y": 1.0}}, {"x": 0.5}),
        ({"all": None, "custom|a|0": {"x": 0.5}}, {"x": 0.5}),
    ],
)
def test_all_goes_before_the_first_custom_key(
    results: Any, means: dict[str, float], tmp_path: Path
) -> None:
    assert read_means(write(tmp_path / "results_1.json", {"results": results})) == means


@pytest.mark.parametrize("text", ["", '{"results": {"all', "[" * 100_000, "\xff", "[1]", "{}"])
def test_what_is_no_results_json_is_named(text: str, tmp_path: Path) -> None:
    path = tmp_path / "results_1.json"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(ResultsError, match=r"results_1.json"):
        read_means(path)


@pytest.mark.parametrize(
    "results", [{"all": {}}, {}, {"all": {"a": "text", "b": None, "a_stderr": 0.5}}, {"all": [1]}]
)
def test_results_without_a_metric_are_named(results: Any, tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"results_1.json: no metric that is a number under"):
        read_means(write(tmp_path / "results_1.json", {"results": results}))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"cannot read .*results_1.json"):
        read_means(tmp_path / "results_1.json")


def test_averages_count_unscored_samples_as_zeros() -> None:
    rows = artifacts.rows()
    results = artifacts.results_json(rows)["results"]
    assert set(results) == {"custom|rft_eval_rft_eval|0", "all"}
    for metrics in results.values():
        rewards = [row.row.reward or 0.0 for row in rows]
        assert metrics["lambda_reward_score"] == pytest.approx(statistics.mean(rewards))
        assert metrics["lambda_reward_score_stderr"] == pytest.approx(
            statistics.stdev(rewards) / len(rows) ** 0.5
        )
        assert metrics["lambda_graded"] == 0.75
        names = {name.removesuffix("_stderr") for name in metrics}
        assert {f"{name}_stderr" for name in names} | names == set(metrics)
        assert "lambda_tool_f1" in names


def test_one_sample_has_no_spread() -> None:
    averages = Averages()
    averages.add(artifacts.rows()[0].row)
    assert averages.results()["results"]["all"]["lambda_reward_score_stderr"] == 0.0
