from __future__ import annotations

from pathlib import Path

import pytest

from eval_jobs.results.errors import ResultsError
from eval_jobs.results.training_metrics import read_curve_file, read_curves
from tests.support import training_outputs


def write(folder: Path, text: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "step_wise_training_metrics.csv"
    path.write_bytes(text.encode("latin-1"))
    return path


def test_sft_has_a_loss(tmp_path: Path) -> None:
    write(tmp_path, training_outputs.SFT_CSV)
    assert read_curves(tmp_path) == {"training_loss": [(1.0, 2.5), (2.0, 2.25), (3.0, 2.0)]}


def test_rft_has_every_column_that_measures(tmp_path: Path) -> None:
    curves = read_curves(training_outputs.training_archive(tmp_path))
    assert list(curves) == training_outputs.RFT_CSV.split("\n")[0].split(",")[2:]
    assert curves["train_reward_mean"] == [(0.0, 0.3242), (1.0, 0.5299)]


def test_bedrock_has_validation_beside_training(tmp_path: Path) -> None:
    assert read_curves(training_outputs.bedrock_training(tmp_path)) == {
        "training_loss": [(1.0, 2.5), (2.0, 2.0)],
        "perplexity": [(1.0, 12.0), (2.0, 7.5)],
        "validation_loss": [(2.0, 2.125)],
        "validation_perplexity": [(2.0, 8.5)],
    }


def test_columns_go_by_name_and_cells_that_are_no_numbers_are_left_out(tmp_path: Path) -> None:
    text = "\ufeffloss, step_number,note,\n3,2,x,\n,3,,\nnan,4\n2,1,y,9,9\n1,2,,\ninf,5,,\n7,,,\n"
    path = tmp_path / "metrics.csv"
    path.write_text(text, encoding="utf-8")
    assert read_curve_file(path) == {"loss": [(1.0, 2.0), (2.0, 1.0)]}


def test_an_archive_beside_what_it_holds_is_no_second_job(tmp_path: Path) -> None:
    training_outputs.training_archive(tmp_path)
    assert "train_reward_mean" in read_curves(tmp_path)
    write(tmp_path / "other", training_outputs.SFT_CSV)
    with pytest.raises(ResultsError, match="has 2 training jobs: name one"):
        read_curves(tmp_path)


@pytest.mark.parametrize("text", ["", "step,loss\n1,2\n", "step_number,\xff\n1,2\n"])
def test_a_file_without_steps_is_named(text: str, tmp_path: Path) -> None:
    write(tmp_path, text)
    with pytest.raises(ResultsError, match=r"step_wise_training_metrics.csv"):
        read_curves(tmp_path)


def test_no_file_is_said(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match=r"no step_wise_training_metrics.csv at any depth"):
        read_curves(tmp_path)
