from __future__ import annotations

import io
import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.datasets.read import read_records
from eval_jobs.errors import DatasetError
from tests.eval_jobs.datasets.files import write_lines

LINES = st.lists(
    st.one_of(
        st.dictionaries(st.text(), st.integers() | st.text()).map(json.dumps),
        st.sampled_from(['{"a": ', "[1]", "x", '{"a": 1} {', "[" * 100_000, "9" * 5_000]),
    )
)


@given(LINES)
def test_every_line_is_a_record_or_an_error_at_its_own_place(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("sys.stdin", SimpleNamespace(buffer=io.BytesIO(text)))
        found = list(read_records(Path("-")))
    assert [one.place for one in found] == [f"stdin:{n}" for n in range(1, len(lines) + 1)]
    for line, one in zip(lines, found, strict=True):
        if one.error is None:
            assert one.record == json.loads(line)
        else:
            assert one.record is None
            assert one.error.startswith(f"{one.place}:")


@pytest.mark.parametrize(
    ("line", "where"),
    [
        (b'{"a": 1,}', ":2:9: not JSON: "),
        (b'{"a": nul}', ":2:7: not JSON: Expecting value"),
        (b'{"a": "\xff"}', ":2:8: not UTF-8: invalid start byte"),
        (b"[1]", ":2:1: a record is a JSON object, this is list"),
        (b"[" * 100_000, ":2:1: not JSON that can be read: "),
        (b"9" * 5_000, ":2:1: not JSON that can be read: "),
    ],
)
def test_a_broken_line_names_file_line_and_column(tmp_path: Path, line: bytes, where: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'{"id": 1}\n' + line + b'\n{"id": 3}')
    first, broken, third = read_records(path)
    assert (first.record, third.record) == ({"id": 1}, {"id": 3})
    assert broken.error is not None
    assert broken.error.startswith(f"{path}{where}")


def test_blank_lines_are_passed_over_and_counted(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", "", " \t\r", {"id": 1})
    assert [tuple(one) for one in read_records(path)] == [(f"{path}:3", {"id": 1}, None)]


def test_a_byte_order_mark_and_windows_line_ends_are_fine(tmp_path: Path) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"id": 1}\r\n{"id": 2}\r\n')
    assert [one.record for one in read_records(path)] == [{"id": 1}, {"id": 2}]


def test_lines_are_read_one_at_a_time(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", {"id": 1})
    records = read_records(path)
    with path.open("a") as file:
        next(records)
        file.write('{"id": 2}\n')
    assert next(records).record == {"id": 2}


@pytest.mark.parametrize("name", ["event.json", "EVENT.JSON"])
@pytest.mark.parametrize(
    ("event", "records"),
    [
        ([{"id": 1}, 7], [{"id": 1}, 7]),
        ({"trajectories": [{"id": 1}, {"id": 2}]}, [{"id": 1}, {"id": 2}]),
        ({"id": 1}, [{"id": 1}]),
        ({"trajectories": 5}, [{"trajectories": 5}]),
        (5, [5]),
        ([], []),
    ],
)
def test_an_event_is_a_list_trajectories_or_one_record(
    tmp_path: Path, name: str, event: object, records: list[object]
) -> None:
    path = tmp_path / name
    path.write_text(json.dumps(event, indent=2))
    found = list(read_records(path))
    assert [one.record for one in found] == records
    assert [one.place for one in found] == [f"{path}[{n}]" for n in range(len(records))]


def test_json_with_a_record_a_line_is_read_line_by_line(tmp_path: Path) -> None:
    path = tmp_path / "BFCL_v4_multiple.json"
    path.write_bytes(b'{"id": 1}\n{"id": }\n{"id": 3}\n')
    found = list(read_records(path))
    assert [one.record for one in found] == [{"id": 1}, None, {"id": 3}]
    assert [one.place for one in found] == [f"{path}:{line}" for line in (1, 2, 3)]
    assert found[1].error == f"{path}:2:8: not JSON: Expecting value"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        (b'[{"id": 1},\n {"id": }]', r":2:9: not JSON: .* \*\.jsonl\)"),
        (b"\xff", ": not JSON that can be read: "),
        (b"[" * 100_000, ": not JSON that can be read: "),
    ],
)
def test_an_event_that_is_no_json_says_where(tmp_path: Path, text: bytes, where: str) -> None:
    path = tmp_path / "event.json"
    path.write_bytes(text)
    with pytest.raises(DatasetError, match=rf"event\.json{where}"):
        list(read_records(path))


@pytest.mark.parametrize("name", ["no.jsonl", "no.json"])
def test_a_missing_file_is_a_clear_error(tmp_path: Path, name: str) -> None:
    with pytest.raises(DatasetError, match=f"cannot read .*{name}: No such file or directory"):
        list(read_records(tmp_path / name))


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match=r"cannot read .*: Is a directory"):
        list(read_records(tmp_path))
