"""A checkpoint counts once it was written to its end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.local_jobs.checkpoints import mark, newest

if TYPE_CHECKING:
    from pathlib import Path


def write(trainer: Path, step: int, *, whole: bool) -> Path:
    folder = trainer / f"checkpoint-{step}"
    folder.mkdir(parents=True)
    (folder / "model.safetensors").write_bytes(b"weights")
    if whole:
        mark(trainer, step)
    return folder


def test_without_any_a_training_begins_at_the_beginning(tmp_path: Path) -> None:
    assert newest(tmp_path / "absent") is None


def test_the_newest_is_by_number_not_by_name(tmp_path: Path) -> None:
    for step in (10, 9, 100):
        write(tmp_path, step, whole=True)
    found = newest(tmp_path)
    assert found is not None
    assert (found.step, found.folder.name) == (100, "checkpoint-100")


def test_one_that_was_cut_off_is_never_used_and_goes(tmp_path: Path) -> None:
    write(tmp_path, 4, whole=True)
    cut = write(tmp_path, 6, whole=False)
    found = newest(tmp_path)
    assert found is not None
    assert found.step == 4
    assert not cut.exists()
