"""What of a split is used, and that nothing is left out in silence."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.errors import DatasetError
from eval_jobs.local_jobs.generating import in_batches
from eval_jobs.local_jobs.records import first_lines, usable

if TYPE_CHECKING:
    from pathlib import Path


def double(record: Mapping[str, Any]) -> int:
    if record["n"] < 0:
        raise DatasetError("it is negative")
    return 2 * int(record["n"])


@pytest.fixture
def split(tmp_path: Path) -> Path:
    path = tmp_path / "train.jsonl"
    path.write_text('{"n": 1}\n\n{"n": -1}\nnot json\n{"n": 2}\n')
    return path


def test_what_cannot_be_used_is_reported_and_costs_no_other(split: Path) -> None:
    reports: list[str] = []
    found = usable(str(split), None, double, reports.append)
    assert [one.made for one in found] == [2, 4]
    assert [one.record for one in found] == [{"n": 1}, {"n": 2}]
    assert reports[0] == f"left out: {split}:3: it is negative"
    assert reports[1].startswith(f"left out: {split}:4:1: not JSON")


def test_the_first_records_are_taken(split: Path) -> None:
    reports: list[str] = []
    assert [one.made for one in usable(str(split), 2, double, reports.append)] == [2]
    assert len(reports) == 1


def test_a_split_without_anything_to_use_is_an_error(split: Path) -> None:
    def refuse(record: Mapping[str, Any]) -> None:
        raise DatasetError(f"not {record}")

    with pytest.raises(DatasetError, match="not one record"):
        usable(str(split), None, refuse, lambda _: None)


def test_a_shorter_copy_keeps_the_lines_as_they_are(split: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    copy = first_lines(str(split), 2, tmp_path / "work")
    assert copy == tmp_path / "work" / "train.jsonl"
    assert copy.read_text() == '{"n": 1}\n{"n": -1}\n'


def test_a_shorter_copy_of_an_event_holds_its_records(tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    path = tmp_path / "event.json"
    path.write_text(json.dumps([{"n": 1}, {"n": 2}], indent=1))
    copy = first_lines(str(path), 1, tmp_path / "work")
    assert [json.loads(line) for line in copy.read_text().splitlines()] == [{"n": 1}]


def test_prompts_of_like_length_are_asked_together() -> None:
    asked = [("a", 3), ("b", 9), ("c", 1), ("d", 9), ("e", 4)]
    assert list(in_batches(asked, 2)) == [["b", "d"], ["e", "a"], ["c"]]
