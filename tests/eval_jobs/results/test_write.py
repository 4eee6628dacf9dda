from __future__ import annotations

import json
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.audit.hostile import CRASH_TEXTS, MEGABYTE
from eval_jobs.results import details_parquet
from eval_jobs.results.details_parquet import read_details
from eval_jobs.results.errors import ResultsError
from eval_jobs.results.inference_output import read_inferences
from eval_jobs.results.layout import EvaluatedRow
from eval_jobs.results.read import read_run, read_runs
from eval_jobs.results.write import is_complete, write_run
from eval_jobs.rows import Row
from tests.support import artifacts

TEXT = st.text(st.characters(), max_size=20)  # lone surrogates too
FLOAT = st.floats(0, 1)
MESSAGE = st.fixed_dictionaries(
    {"role": st.just("assistant"), "content": st.none() | TEXT},
    optional={"tool_calls": st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2)},
)
BLOCKS = st.lists(st.dictionaries(TEXT, TEXT, max_size=2), max_size=2)
RECORD = st.fixed_dictionaries(
    {"messages": st.lists(st.fixed_dictionaries({"role": TEXT, "content": TEXT}), max_size=3)},
    optional={
        "id": TEXT | st.integers() | st.none(),
        "reference_answer": st.none() | TEXT | st.lists(st.dictionaries(TEXT, FLOAT, max_size=2)),
        "metadata": TEXT | st.dictionaries(TEXT, st.integers() | st.none(), max_size=2),
    },
)
ROW = st.builds(
    lambda reward, code, metrics: Row(
        "", reward if code is None else None, code, None, metrics if code is None else {"a": 0.0}
    ),
    FLOAT,
    st.none() | st.sampled_from(["no_answer", "grader_error"]),
    st.fixed_dictionaries({"a": FLOAT, "b_count": st.integers(0, 9).map(float)}),
)
LOGPROBS = st.none() | st.lists(st.floats(-9, 0), max_size=3)
SAMPLES = st.lists(
    st.builds(EvaluatedRow, RECORD, st.none() | TEXT | MESSAGE | BLOCKS, ROW, LOGPROBS),
    min_size=1,
    max_size=5,
)


def numbered(samples: list[EvaluatedRow]) -> list[EvaluatedRow]:
    return [s._replace(row=s.row._replace(id=f"id-{i}")) for i, s in enumerate(samples)]


def bits(row: Row) -> Any:
    numbers = [row.reward, *row.metrics.values()]
    packed = [None if number is None else struct.pack("d", number) for number in numbers]
    return row.id, row.code, row.reason, list(row.metrics), packed


def parquet(run: Path) -> Path:
    return next(run.rglob("details_*.parquet"))


@given(SAMPLES)
def test_what_is_written_reads_back_bit_for_bit(
    tmp_path_factory: pytest.TempPathFactory, samples: list[EvaluatedRow]
) -> None:
    rows = numbered(samples)
    folder = tmp_path_factory.mktemp("run")
    write_run(folder, {}, rows)
    read = list(read_details(parquet(folder)))
    assert [sample.record for sample in read] == [sample.record for sample in rows]
    assert [sample.answer for sample in read] == [sample.answer for sample in rows]
    assert [sample.logprobs for sample in read] == [sample.logprobs for sample in rows]
    assert [bits(sample.row) for sample in read] == [bits(sample.row) for sample in rows]
    lines = list(read_inferences(folder / "eval_results" / "inference_output.jsonl"))
    assert [bits(sample.row) for sample in lines] == [bits(sample.row) for sample in rows]
    assert [sample.answer for sample in lines] == [sample.answer for sample in rows]


def test_without_its_details_a_run_is_read_from_the_lines(tmp_path: Path) -> None:
    rows = artifacts.rows()
    run = read_run(artifacts.local_run(tmp_path, rows))
    assert run.samples is not None
    parquet(tmp_path).unlink()
    again = read_run(tmp_path)
    assert again.samples is not None
    assert again.samples.ids == run.samples.ids
    assert again.samples.codes == run.samples.codes
    assert again.samples.reward.tobytes() == run.samples.reward.tobytes()
    assert next(iter(again.details())).record["messages"] == [
        {"role": "user", "content": "Use tools.\n\nFind a merger."},
        {"role": "assistant", "content": rows[0].answer},
    ]


def test_lines_without_an_outcome_have_details_only(tmp_path: Path) -> None:
    folder = artifacts.only_averages(tmp_path, artifacts.rows())
    line = {"prompt": "Q", "inference": "A", "gold": "G", "metadata": "M"}
    path = folder / "eval_results" / "inference_output.jsonl"
    path.write_text(json.dumps(line) + "\n")
    run = read_run(folder)
    assert run.samples is None
    assert [(detail.id, detail.record) for detail in run.details()] == [
        (
            "unknown-1",
            {
                "messages": [
                    {"role": "user", "content": "Q"},
                    {"role": "assistant", "content": "A"},
                ],
                "reference_answer": "G",
                "metadata": "M",
            },
        )
    ]
    path.write_text(json.dumps(line)[:-5])
    with pytest.raises(ResultsError, match=r"inference_output.jsonl:1:.*fetch it anew"):
        read_run(folder)


def test_the_files_are_where_an_evaluation_job_leaves_them(tmp_path: Path) -> None:
    results = write_run(tmp_path / "run", {"grader": "x"}, artifacts.rows())
    time = results.stem.removeprefix("results_")
    folder = tmp_path / "run" / "eval_results"
    details = folder / "details" / "model" / time / f"details_rft_eval_#_{time}.parquet"
    files = {path for path in (tmp_path / "run").rglob("*") if path.is_file()}
    assert files == {
        tmp_path / "run" / "configuration.json",
        results,
        folder / "inference_output.jsonl",
        details,
    }
    assert results.parent == folder
    names = ["full_prompt", "gold", "metrics", "predictions", "pred_logits", "specifics"]
    assert pq.read_schema(details).names == names
    row = json.loads((folder / "inference_output.jsonl").read_text().splitlines()[0])
    assert row["prompt"] == "Use tools.\n\nFind a merger."
    assert list(row) == [
        *("prompt", "inference", "gold", "metadata"),
        *("id", "reward", "code", "metrics"),
    ]


@pytest.mark.parametrize("name", CRASH_TEXTS)
def test_hostile_text_survives(name: str, tmp_path: Path) -> None:
    text = CRASH_TEXTS[name]
    record = {
        "id": "a",
        "messages": [{"role": "user", "content": text}],
        "reference_answer": [],
        "tools": [text],
    }
    write_run(tmp_path, {}, [artifacts.evaluated(record, text)])
    run = read_run(tmp_path)
    turn = {"role": "assistant", "content": text}
    assert next(run.details()).record == {**record, "messages": [*record["messages"], turn]}


def test_a_record_nested_too_deeply_costs_no_other(tmp_path: Path) -> None:
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    rows = artifacts.rows()
    rows[3] = rows[3]._replace(record={**rows[3].record, "deep": deep})
    write_run(tmp_path, {}, rows)
    run = read_run(tmp_path)
    assert run.samples is not None
    assert list(run.samples.ids) == [sample.row.id for sample in rows]
    assert run.samples.reward[3] == rows[3].row.reward
    while deep:  # taken apart level by level: freeing it at once would recurse
        deep = deep.pop()


def test_large_answers_are_written_as_they_come(tmp_path: Path, monkeypatch: Any) -> None:
    sizes: list[int] = []
    flush = details_parquet.DetailsWriter.flush

    def counted(writer: details_parquet.DetailsWriter) -> None:
        sizes.append(len(writer._rows))
        flush(writer)

    monkeypatch.setattr(details_parquet.DetailsWriter, "flush", counted)
    sample = artifacts.rows()[0]._replace(answer="x" * MEGABYTE)
    write_run(tmp_path, {}, (sample for _ in range(20)))
    assert sum(sizes) == 20
    assert max(sizes) <= 8


def test_a_complete_run_is_never_overwritten(tmp_path: Path) -> None:
    write_run(tmp_path, {"a": 1}, artifacts.rows())
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    with pytest.raises(ResultsError, match="already"):
        write_run(tmp_path, {"a": 2}, artifacts.rows())
    assert {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()} == before


def test_what_is_not_our_own_is_left_alone(tmp_path: Path) -> None:
    other = tmp_path / "eval_results" / "notes.txt"
    other.parent.mkdir()
    other.write_text("mine")
    with pytest.raises(ResultsError, match="move it away"):
        write_run(tmp_path, {}, artifacts.rows())
    assert other.read_text() == "mine"
    assert not is_complete(tmp_path)


@pytest.mark.parametrize("error", [KeyboardInterrupt, ResultsError])
def test_an_interrupted_run_leaves_nothing_behind(
    error: type[BaseException], tmp_path: Path
) -> None:
    def rows() -> Iterator[EvaluatedRow]:
        yield artifacts.rows()[0]
        assert not is_complete(tmp_path)
        raise error

    (tmp_path / "grades.jsonl").write_text("kept")
    with pytest.raises(error):
        write_run(tmp_path, {}, rows())
    assert [path.name for path in tmp_path.iterdir()] == ["grades.jsonl"]
    write_run(tmp_path, {}, artifacts.rows())
    assert is_complete(tmp_path)


def test_what_a_killed_process_left_is_no_run_and_no_hindrance(tmp_path: Path) -> None:
    partial = tmp_path / "eval_results.partial"
    artifacts.write_results(partial, artifacts.results_json(artifacts.rows()))
    with pytest.raises(ResultsError, match="no results_"):
        read_runs(tmp_path)
    write_run(tmp_path, {}, artifacts.rows())
    assert not partial.exists()
    assert len(read_runs(tmp_path)) == 1


def test_no_rows_are_no_run(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="without a sample"):
        write_run(tmp_path, {}, [])
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ResultsError, match=r"cannot write .*file"):
        write_run(tmp_path / "file" / "run", {}, artifacts.rows())


@pytest.mark.parametrize("text", ["[1]", "{", ""])
def test_a_configuration_that_cannot_be_read_is_named(text: str, tmp_path: Path) -> None:
    configuration: Mapping[str, Any] = {"a": {"b": None}}
    write_run(tmp_path, configuration, artifacts.rows())
    assert read_run(tmp_path).configuration == configuration
    (tmp_path / "configuration.json").write_text(text)
    with pytest.raises(ResultsError, match=r"configuration.json"):
        read_run(tmp_path)


@pytest.mark.parametrize(
    ("configuration", "field"),
    [
        ({"dataset": "x"}, "dataset is not a JSON object"),
        ({"config": [1]}, "config is not a JSON object"),
        ({"versions": 3}, "versions is not a JSON object"),
        ({"dataset": {"sha256": 5}}, "dataset.sha256 is not a text"),
        ({"versions": {"graders": {}}}, "versions.graders is not a text"),
    ],
)
def test_a_field_of_the_configuration_that_makes_no_sense_is_named(
    configuration: Mapping[str, Any], field: str, tmp_path: Path
) -> None:
    write_run(tmp_path, configuration, artifacts.rows())
    with pytest.raises(ResultsError, match=rf"configuration.json: {field}"):
        read_run(tmp_path)
