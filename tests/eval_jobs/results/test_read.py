"""Which runs a source holds, and what of each counts."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.read import read_run, read_runs
from tests.support import artifacts


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


def test_nothing_to_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="no such file or folder"):
        read_runs(tmp_path / "missing")
    with pytest.raises(ResultsError, match=r"no results_\*.json at any depth"):
        read_runs(tmp_path)
