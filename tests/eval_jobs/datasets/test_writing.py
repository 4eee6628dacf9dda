from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from eval_jobs.datasets.writing import new_files
from eval_jobs.errors import DatasetError


def test_files_are_there_only_when_all_are_whole(tmp_path: Path) -> None:
    paths = [tmp_path / "in" / name for name in "ab"]
    with new_files(*paths) as files:
        for file in files:
            file.write(b"text")
        assert not any(path.exists() for path in paths)
    assert [path.read_bytes() for path in paths] == [b"text", b"text"]
    assert sorted(paths[0].parent.iterdir()) == paths


def write(path: Path, meanwhile: Callable[[], object]) -> None:
    with new_files(path) as (file,):
        file.write(b"mine")
        meanwhile()


def test_what_fails_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        write(tmp_path / "a", lambda: 1 / 0)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_came_meanwhile_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with pytest.raises(DatasetError, match=r"cannot write .*File exists"):
        write(path, lambda: path.write_bytes(b"other"))
    assert path.read_bytes() == b"other"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_none_is_a_clear_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(DatasetError, match="cannot write"), new_files(tmp_path / "file" / "a"):
        pass
