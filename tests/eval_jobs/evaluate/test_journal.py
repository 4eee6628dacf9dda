from __future__ import annotations

import resource
from pathlib import Path

import pytest

from eval_jobs.errors import DatasetError, ToolgradeError
from eval_jobs.evaluate.journal import Journal

LINES = [{"id": "a", "x": "\ud800\n"}, {"id": "é", "x": [1.5]}]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "journal.jsonl"
    with Journal(path) as journal:
        for line in LINES:
            journal.append(line)
    return path


def test_lines_are_found_by_id_at_once_and_later(path: Path) -> None:
    with Journal(path) as journal:
        journal.append({"id": "c"})
        assert [journal.get(name) for name in ("é", "a", "c", "d")] == [
            LINES[1],
            LINES[0],
            {"id": "c"},
            None,
        ]
        assert ("a" in journal, "d" in journal, len(journal)) == (True, False, 3)


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_line_that_was_cut_off_is_done_again(path: Path, cut: int) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:-cut])
    with Journal(path) as journal:
        assert list(map(journal.get, ("a", "é"))) == [LINES[0], None]
        journal.append(LINES[1])
        assert journal.get("é") == LINES[1]
    assert path.read_bytes() == whole


def test_a_line_is_in_the_file_once_it_is_written(tmp_path: Path) -> None:
    with Journal(tmp_path / "journal") as journal:
        journal.append({"id": "a"})
        assert (tmp_path / "journal").read_bytes() == b'{"id": "a"}\n'


def test_two_processes_cannot_write_it(path: Path) -> None:
    with Journal(path), pytest.raises(ToolgradeError, match="another `toolgrade evaluate`"):
        Journal(path)
    with Journal(path) as journal:
        assert len(journal) == 2


@pytest.mark.parametrize("line", ["{\n", "5\n", '{"x": 1}\n'])
def test_a_line_of_somebody_else_is_told(path: Path, line: str) -> None:
    path.write_text(line + path.read_text())
    with pytest.raises(DatasetError, match=r"journal\.jsonl:1: .*delete it"):
        Journal(path)


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(ToolgradeError, match=r"cannot write .*No such file"):
        Journal(tmp_path / "no" / "journal")


@pytest.mark.parametrize(("room", "problem"), [(0, "File too large"), (3, "the disk is full")])
def test_a_full_disk_is_told_and_costs_the_last_line_only(
    path: Path, room: int, problem: str
) -> None:
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    with Journal(path) as journal:
        resource.setrlimit(resource.RLIMIT_FSIZE, (path.stat().st_size + room, before[1]))
        try:
            with pytest.raises(ToolgradeError, match=f"cannot write .*{problem}"):
                journal.append({"id": "c"})
        finally:
            resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with Journal(path) as journal:
        assert [journal.get(name) for name in ("a", "é", "c")] == [*LINES, None]
