from __future__ import annotations

import json
from pathlib import Path

import pytest

from eval_jobs.audit.recorded import read_recorded
from eval_jobs.errors import DatasetError
from tests.eval_jobs.audit.made import call, items_of, record

ITEMS = items_of(record(name, "Who?", [call("find")]) for name in ("a", "7"))


def written(path: Path, *lines: object) -> Path:
    path.write_text("".join(f"{json.dumps(line)}\n" for line in lines))
    return path


def test_every_line_of_every_file_counts(tmp_path: Path) -> None:
    message: dict[str, object] = {"content": None, "tool_calls": []}
    first = written(
        tmp_path / "1.jsonl",
        {"id": "a", "prediction": "one"},
        {"id": "a", "prediction": "one"},
        {"id": 7, "prediction": message},
    )
    second = written(tmp_path / "2.jsonl", {"id": "a", "prediction": ""})
    said: list[str] = []
    probes = read_recorded([first, second], ITEMS, said.append)
    assert [(probe.item.id, probe.answer) for probe in probes] == [
        ("a", "one"),
        ("a", "one"),
        ("7", message),
        ("a", ""),
    ]
    assert said == []


def test_unknown_ids_are_reported_once_with_their_count(tmp_path: Path) -> None:
    lines = [{"id": f"x{at % 5}", "prediction": ""} for at in range(9)]
    known = {"id": "a", "prediction": "one"}
    paths = [written(tmp_path / name, known, *lines) for name in ("1.jsonl", "2.jsonl")]
    said: list[str] = []
    assert len(read_recorded(paths, ITEMS, said.append)) == 2
    assert said == ["18 recorded answers to ids that are not audited, such as x0, x1, x2"]


def test_a_line_that_is_no_answer_costs_no_other(tmp_path: Path) -> None:
    path = written(tmp_path / "1.jsonl", {"id": "a"}, {"id": "a", "prediction": None}, 7)
    path.write_text(path.read_text() + '{"id": \n{"id": "a", "prediction": "last"}\n')
    said: list[str] = []
    assert [probe.answer for probe in read_recorded([path], ITEMS, said.append)] == ["last"]
    assert len(said) == 4
    assert all(str(path) in one for one in said)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot read"):
        read_recorded([tmp_path / "none.jsonl"], ITEMS, print)
