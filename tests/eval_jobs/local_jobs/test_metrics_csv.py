"""The metrics file: SageMaker's columns, a row a step, and no step twice after a resume."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.jobs import signs
from eval_jobs.local_jobs.metrics_csv import EXACT_MATCH, FLAT_GROUPS, RFT, SFT, MetricsFile
from eval_jobs.results.layout import TRAINING_METRICS
from eval_jobs.results.training_metrics import read_curves

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SAGEMAKER = (
    "train_reward_mean,train_episode_length_mean,policy_entropy,gradient_norm,mean_advantage,"
    "min_advantage,max_advantage"
)


def test_the_columns_of_sagemaker_come_first() -> None:
    assert ",".join(RFT).startswith(SAGEMAKER)
    assert list(SFT) == ["training_loss"]


def test_the_signs_look_at_the_columns_of_this_file() -> None:
    assert {signs.REWARD, signs.LENGTH, signs.ENTROPY, signs.EXACT, signs.NO_VARIANCE} <= {*RFT}
    assert (signs.EXACT, signs.NO_VARIANCE) == (EXACT_MATCH, FLAT_GROUPS)


def test_rows_are_read_as_curves(tmp_path: Path) -> None:
    metrics = MetricsFile(tmp_path, SFT)
    metrics.go_on_after(0)
    metrics.add(1, {"loss": 2.5, "epoch": 0.5})
    metrics.add(2, {"loss": 1.25, "epoch": 1.0, "grad_norm": 3.0})
    assert read_curves(tmp_path) == {"training_loss": [(1, 2.5), (2, 1.25)]}


def test_what_was_not_measured_is_empty(tmp_path: Path) -> None:
    metrics = MetricsFile(tmp_path, SFT)
    metrics.go_on_after(0)
    metrics.add(1, {"loss": None, "epoch": 0.5})
    assert (tmp_path / TRAINING_METRICS).read_text().splitlines()[1] == "1,0.5,"


@given(done=st.integers(0, 9), kept=st.integers(0, 9), cut=st.integers(0, 12))
def test_after_a_resume_no_step_is_missing_or_twice(
    tmp_path_factory: pytest.TempPathFactory, done: int, kept: int, cut: int
) -> None:
    kept = min(kept, done)
    folder = tmp_path_factory.mktemp("job")
    metrics = MetricsFile(folder, SFT)
    metrics.go_on_after(0)
    for step in range(1, done + 1):
        metrics.add(step, {"loss": 100.0 + step, "epoch": step / 10})
    path = folder / TRAINING_METRICS
    if kept < done:  # the row of the last step may have been cut off
        lost = min(cut, len(path.read_bytes().splitlines(keepends=True)[-1]))
        path.write_bytes(path.read_bytes()[: path.stat().st_size - lost])
    metrics.go_on_after(kept)
    for step in range(kept + 1, 11):
        metrics.add(step, {"loss": 200.0 + step, "epoch": step / 10})
    expected = [(step, 100.0 + step if step <= kept else 200.0 + step) for step in range(1, 11)]
    assert read_curves(folder) == {"training_loss": expected}
