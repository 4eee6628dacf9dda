from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.read import read_run, read_runs
from eval_jobs.results.samples import Collector
from graders.grade import MALFORMED_RECORD
from tests.support import artifacts

if TYPE_CHECKING:
    from eval_jobs.results.layout import EvaluatedRow


@pytest.fixture
def told() -> list[str]:
    return []


def test_any_level_above_the_results_will_do(tmp_path: Path) -> None:
    run = artifacts.structs(tmp_path / artifacts.JOB, artifacts.rows())
    results = next(run.rglob("results_*.json"))
    for source in (tmp_path, tmp_path / artifacts.JOB, run, run / "eval_results", results):
        found = read_run(str(source))
        assert (found.name, found.path) == (artifacts.NAME, run)


def test_a_relative_source_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(artifacts.structs(tmp_path, artifacts.rows()) / "eval_results")
    assert read_run(".").name == artifacts.NAME


def test_several_runs_are_listed_unless_all_are_wanted(tmp_path: Path) -> None:
    for name in ("base", "sft"):
        artifacts.write_aws_run(tmp_path / name, artifacts.rows())
    assert [run.name for run in read_runs(tmp_path)] == ["base", "sft"]
    with pytest.raises(ResultsError, match=r"2 runs: name one of them\n  base: .*\n  sft: "):
        read_run(tmp_path)


def test_runs_of_one_name_are_told_apart(tmp_path: Path) -> None:
    for job in ("base", "sft"):
        artifacts.structs(tmp_path / job, artifacts.rows())
    names = [f"{job}/{artifacts.NAME}" for job in ("base", "sft")]
    assert [run.name for run in read_runs(tmp_path)] == names
    for job in ("base", "sft"):
        artifacts.structs(tmp_path / "again" / job, artifacts.rows())
    assert [run.name for run in read_runs(tmp_path)] == [
        n + end for end in ("", "#2") for n in names
    ]


@pytest.mark.parametrize("archive", ["base.tar.gz", "base.tgz"])
def test_an_archive_names_what_has_no_other_name(archive: str, tmp_path: Path) -> None:
    artifacts.write_aws_run(tmp_path / "packed" / "None", artifacts.rows())
    assert read_run(artifacts.pack(tmp_path / "packed", tmp_path / archive)).name == "base"


def test_an_archive_beside_what_it_holds_is_no_second_run(tmp_path: Path) -> None:
    artifacts.output_archive(tmp_path, artifacts.rows())
    assert [run.name for run in read_runs(tmp_path)] == [artifacts.NAME]
    other = {"results": {"all": {"lambda_reward_score": 0.5}}}
    artifacts.write_results(tmp_path / "other" / "eval_results", other)
    assert sorted(run.name for run in read_runs(tmp_path)) == ["other", artifacts.NAME]


def test_downloads_go_to_the_workspace_or_are_gone_later(tmp_path: Path) -> None:
    archive = artifacts.output_archive(tmp_path / "a", artifacts.rows())
    run = read_run(archive, workspace=tmp_path / "workspace")
    assert run.path.is_relative_to(tmp_path / "workspace")
    assert len(list(run.details())) == len(artifacts.rows())
    before = set((tmp_path / "a").rglob("*"))
    assert not read_run(archive).path.is_relative_to(tmp_path)
    assert set((tmp_path / "a").rglob("*")) == before


def test_of_several_results_the_newest_counts_with_its_details(
    tmp_path: Path, told: list[str]
) -> None:
    rows = artifacts.rows()
    folder = artifacts.structs(tmp_path, rows) / "eval_results"
    older, newer = "2026-07-01T00-00-00", "2026-09-01T00-00-00"
    for time, row in ((older, rows[0]), (newer, rows[1])):
        artifacts.write_results(folder, artifacts.results_json([row]), time)
        artifacts.write_details(folder, [artifacts.json_cells(row)], time)
    run = read_run(tmp_path, report=told.append)
    assert run.samples is not None
    assert list(run.samples.ids) == ["sample-2"]
    assert run.means["reward"] == rows[1].row.reward
    assert told == [f"{folder}: 3 results; the newest counts, results_{newer}.json"]


def test_details_of_the_results_own_time_go_before_newer_ones(tmp_path: Path) -> None:
    rows = artifacts.rows()
    folder = artifacts.structs(tmp_path, rows) / "eval_results"
    artifacts.write_details(folder, [artifacts.json_cells(rows[0])], "2026-12-01")
    run = read_run(tmp_path)
    assert run.samples is not None
    assert len(run.samples.ids) == len(rows)


def test_details_of_another_time_than_the_results_are_used(tmp_path: Path, told: list[str]) -> None:
    rows = artifacts.rows()
    folder = artifacts.only_averages(tmp_path, rows) / "eval_results"
    for time, row in (("2026-07-01", rows[0]), ("2026-08-02", rows[1])):
        artifacts.write_details(folder, [artifacts.json_cells(row)], time)
    run = read_run(tmp_path, report=told.append)
    assert run.samples is not None
    assert list(run.samples.ids) == ["sample-2"]
    assert "several details; the newest count" in told[0]
    assert "the mean reward of its 1 rows is" in told[1]


def written(folder: Path, table: artifacts.Rows, mean: float) -> Path:
    """Details of these rows, beside a results JSON that gives `mean` for their reward."""
    folder = folder / artifacts.NAME / "eval_results"
    artifacts.write_results(folder, {"results": {"all": {"lambda_reward_score": mean}}})
    artifacts.write_details(folder, [artifacts.json_cells(row) for row in table])
    return folder.parent


def of(number: int, reward: float) -> EvaluatedRow:
    row = artifacts.rows()[number]
    return row._replace(row=row.row._replace(reward=reward, code=None))


def test_equal_answers_to_one_prompt_are_samples(tmp_path: Path, told: list[str]) -> None:
    """Rollouts: of each prompt's four answers three are the same, and right."""
    table = [of(number, reward) for number in (0, 1) for reward in (1.0, 1.0, 0.0, 1.0)]
    run = read_run(written(tmp_path, table, 0.75), report=told.append)
    assert run.samples is not None
    ids = [f"sample-{n}{copy}" for n in (1, 2) for copy in ("", "#2", "#3", "#4")]
    assert list(run.samples.ids) == ids
    assert run.samples.reward.mean() == 0.75
    assert [detail.id for detail in run.details()] == ids
    assert told == ["tool-use-eval: 6 more rows of known ids; called id#2 and so on"]


def test_repeats_at_the_end_that_the_runs_own_mean_lacks_are_left_out(
    tmp_path: Path, told: list[str]
) -> None:
    table = [of(0, 1.0), of(1, 0.0), of(1, 0.0), of(0, 1.0), of(0, 1.0)]
    run = read_run(written(tmp_path, table, 1 / 3), report=told.append)
    assert run.samples is not None
    assert list(run.samples.ids) == ["sample-1", "sample-2", "sample-2#2"]
    assert [detail.id for detail in run.details()] == list(run.samples.ids)
    left_out, renamed = told
    assert "the last 2 of 5 rows repeat earlier ones" in left_out
    assert renamed == ("tool-use-eval: 1 more rows of known ids; called id#2 and so on")


@pytest.mark.parametrize(
    "table",
    [
        [of(0, 1.0), of(1, 0.0)],
        [of(0, 1.0), of(1, 0.0), of(0, 1.0)],  # without the repeat it would be no better
        [of(0, 0.0), of(1, 0.0), of(2, 1.0)],  # no repeat
        [of(0, 0.0), of(0, 0.0), of(2, 1.0)],  # none at the end
    ],
)
def test_a_mean_that_the_rows_contradict_is_told_and_costs_none(
    table: list[EvaluatedRow], tmp_path: Path, told: list[str]
) -> None:
    run = read_run(written(tmp_path, table, 0.0), report=told.append)
    assert run.samples is not None
    assert len(run.samples.ids) == len(table)
    found = run.samples.reward.mean()
    assert told[0] == (
        f"tool-use-eval: the mean reward of its {len(table)} rows is {found:.6f}, that in its "
        "results JSON 0.000000: rows may be missing, or be those of another evaluation"
    )


def test_unscored_rows_are_zeros_in_the_runs_own_mean(tmp_path: Path, told: list[str]) -> None:
    table = [of(0, 1.0), artifacts.rows()[6], artifacts.rows()[7], of(1, 1.0)]
    run = read_run(written(tmp_path, table, 0.5), report=told.append)
    assert run.samples is not None
    assert np.isnan(run.samples.reward).tolist() == [False, True, True, False]
    assert told == []


@given(st.lists(st.sampled_from(["a", "a#2", "a#3", "a#2#2", "b"]), min_size=1, max_size=8))
def test_no_two_samples_have_one_id(ids: list[str]) -> None:
    collector = Collector()
    row = artifacts.rows()[0]
    collector.add_all(row._replace(row=row.row._replace(id=one)) for one in ids)
    assert len(set(collector.ids)) == len(ids)
    assert all(new.startswith(old) for new, old in zip(collector.ids, ids, strict=True))
    assert collector.renamed == sum(new != old for new, old in zip(collector.ids, ids, strict=True))


def test_a_named_file_means_itself(tmp_path: Path, told: list[str]) -> None:
    rows = artifacts.rows()
    run = artifacts.local_run(tmp_path, rows)
    folder = run / "eval_results"
    older = "2020-07-01T00-00-00"
    results = artifacts.write_results(folder, artifacts.results_json(rows[:1]), older)
    details = artifacts.write_details(folder, [artifacts.json_cells(rows[0])], older)
    for source in (results, details):
        found = read_run(source, report=told.append)
        assert found.samples is not None
        assert list(found.samples.ids) == ["sample-1"]
        assert (found.name, found.path) == (artifacts.NAME, run)
    assert told == []
    for source in (run / "configuration.json", folder / "inference_output.jsonl"):
        samples = read_run(source, report=told.append).samples
        assert samples is not None
        assert len(samples.ids) == len(rows)


@pytest.mark.parametrize("name", ["notes.txt", "dataset.jsonl", "output.tar", "results_1.csv"])
def test_any_other_file_is_refused(name: str, tmp_path: Path) -> None:
    run = artifacts.local_run(tmp_path, artifacts.rows())
    (run / name).write_text("")
    with pytest.raises(ResultsError, match=r"not read here: .*results_\*.json, .*\*.tar.gz"):
        read_run(run / name)


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


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no such file or folder"):
        read_runs(tmp_path / "missing")
    with pytest.raises(ResultsError, match=r"no results_\*.json at any depth"):
        read_runs(tmp_path)
