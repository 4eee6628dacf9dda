from __future__ import annotations

import csv
from pathlib import Path

import pytest

from eval_jobs.report.material import SampleRow
from eval_jobs.report.spreadsheets import (
    METRIC_COLUMNS,
    SLICE_COLUMNS,
    write_metrics,
    write_samples,
    write_slices,
)
from tests.support import material


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))
    assert all(len(row) == len(rows[0]) for row in rows)
    assert [other.name for other in path.parent.iterdir()] == [path.name]
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


@pytest.mark.parametrize("make", material.ALL)
def test_a_row_a_run_and_metric(make: material.Make, tmp_path: Path) -> None:
    found = make()
    write_metrics(tmp_path / "metrics.csv", found)
    rows = read(tmp_path / "metrics.csv")
    assert tuple(rows[0]) == METRIC_COLUMNS
    assert len(rows) == len({(row["run"], row["metric"]) for row in rows})
    assert len({row["run"] for row in rows}) == len(found.runs)


def test_figures_stand_under_their_names(tmp_path: Path) -> None:
    write_metrics(tmp_path / "metrics.csv", material.two_runs())
    first, second = read(tmp_path / "metrics.csv")[:2]
    assert (first["run"], first["metric"], first["value"]) == ("zero_shot", "reward", "0.5")
    assert (first["samples"], first["unscored"], first["difference"]) == ("198", "2", "")
    assert (second["run"], second["value"]) == ("few_shot", "0.815")
    assert float(second["difference"]) == pytest.approx(0.315)
    assert (second["test"], second["p"], second["p_adjusted"]) == (
        "permutation",
        "0.0001",
        "0.0008",
    )
    assert (second["wins"], second["losses"], second["ties"]) == ("120", "10", "68")
    assert (second["detectable"], second["paired_samples"]) == ("0.064", "198")


def test_a_single_run_has_values_and_counts(tmp_path: Path) -> None:
    write_metrics(tmp_path / "metrics.csv", material.single_run())
    first = read(tmp_path / "metrics.csv")[0]
    assert (first["value"], first["samples"], first["unscored"], first["low"]) == (
        *("0.7", "198", "2", ""),
    )


def test_a_row_a_run_and_slice(tmp_path: Path) -> None:
    write_slices(tmp_path / "slices.csv", material.two_runs())
    rows = read(tmp_path / "slices.csv")
    assert [(row["run"], row["field"], row["value"]) for row in rows] == [
        (run, "Type", value) for run in ("zero_shot", "few_shot") for value in ("Fees", "Deadlines")
    ]
    assert tuple(rows[0]) == SLICE_COLUMNS
    assert tuple(rows[1].values())[3:] == ("110", "1", "0.47", "", "0.5", "0.5", "0.5")


def test_undefined_is_empty(tmp_path: Path) -> None:
    write_metrics(tmp_path / "metrics.csv", material.undefined())
    assert {row["value"] for row in read(tmp_path / "metrics.csv")} == {""}


def test_a_row_a_sample(tmp_path: Path) -> None:
    rows = [
        SampleRow(
            "x1",
            {"a": 0.5, "b": None},
            {"a": 0.0},
            {"a": ("missed", "damaged")},
            {"b": "won"},
            {"Type": "Fees"},
        ),
        SampleRow("x2", {}, {}, {}, {}, {"Court": "2d Cir."}),
    ]
    write_samples(tmp_path / "samples.csv", ["a", "b"], iter(rows))
    first, second = read(tmp_path / "samples.csv")
    assert first == {
        "id": "x1",
        "a reward": "0.5",
        "a exact_match": "0.0",
        "a kinds": "missed damaged",
        "a flip": "",
        "b reward": "",
        "b exact_match": "",
        "b kinds": "",
        "b flip": "won",
        "Type": "Fees",
        "Court": "",
    }
    assert second["Court"] == "2d Cir."


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\t=1", "-2+3\n"])
def test_no_cell_is_a_formula(text: str, tmp_path: Path) -> None:
    row = SampleRow(text, {text: 1.0}, {}, {text: (text,)}, {}, {text: text})
    write_samples(tmp_path / "samples.csv", [text], [row])
    (found,) = read(tmp_path / "samples.csv")
    for cell in (*found, *found.values()):
        assert not cell.lstrip().startswith(("=", "+", "-", "@"))
        assert cell.isprintable()


def test_a_negative_figure_stays_a_figure(tmp_path: Path) -> None:
    write_samples(tmp_path / "s.csv", ["a"], [SampleRow("x", {"a": -0.5}, {}, {}, {}, {})])
    assert read(tmp_path / "s.csv")[0]["a reward"] == "-0.5"
