from __future__ import annotations

import json
import tracemalloc
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.datasets.validation.conflicts import Conflicts
from eval_jobs.datasets.validation.formats import Format
from eval_jobs.datasets.validation.identifiers import Identifiers
from eval_jobs.datasets.validation.problem import Problem
from eval_jobs.datasets.validation.size import Target
from eval_jobs.datasets.validation.summary import Summary
from eval_jobs.datasets.validation.validate import MOST_FLAWS, validate
from eval_jobs.errors import DatasetError
from eval_jobs.finding import Severity
from tests.eval_jobs.datasets.files import write_lines
from tests.eval_jobs.datasets.validation.examples import GOOD

RFT = GOOD[Format.RFT]
SMALL = "size.small"


def found(path: Path, form: Format | None = None, **target: Any) -> list[tuple[str, str]]:
    problems = validate(path, form, target=Target(**target))
    return [(problem.place.removeprefix(str(path)), problem.rule) for problem in problems]


def test_each_problem_has_its_line_and_column_and_costs_no_neighbour(tmp_path: Path) -> None:
    bad = {"messages": RFT["messages"], "reference_answer": [], "tools": RFT["tools"]}
    lines = [RFT, "", '{"id": ', "[1]", {**bad, "id": "b"}, {**RFT, "id": "c"}]
    path = write_lines(tmp_path / "data.jsonl", *lines)
    column = json.dumps({**bad, "id": "b"}).index("[]") + 1
    assert found(path, Format.RFT) == [
        (":3:7", "json"),
        (":4:1", "json"),
        (f":5:{column}", "reference.shape"),
        (":5", "conflicting_reference"),
        ("", SMALL),
    ]


@pytest.mark.parametrize("form", [form for form in Format if form is not Format.RFT_EVAL])
def test_the_first_record_says_the_format(tmp_path: Path, form: Format) -> None:
    path = write_lines(tmp_path / "data.jsonl", GOOD[form])
    note = next(validate(path))
    assert (note.rule, note.severity) == ("format.detected", Severity.NOTE)
    assert f"taken for {form.value} " in note.message


def test_a_first_record_of_no_format_is_told_once(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", {"a": 1}, {"a": 2})
    assert found(path) == [(":1", "format")]


@pytest.mark.parametrize(
    ("form", "severity"), [(Format.RFT, Severity.WARNING), (Format.RFT_EVAL, Severity.ERROR)]
)
def test_an_id_that_repeats_names_the_first(
    tmp_path: Path, form: Format, severity: Severity
) -> None:
    records = [{**RFT, "id": name} for name in "abab"]
    path = write_lines(tmp_path / "data.jsonl", "", *records)
    problems = [problem for problem in validate(path, form) if problem.rule == "repeated_id"]
    assert problems == [
        Problem(f"{path}:4", "repeated_id", f"its id is that of {path}:2", severity),
        Problem(f"{path}:5", "repeated_id", f"its id is that of {path}:3", severity),
    ]


def test_a_prompt_with_another_reference_names_the_first(tmp_path: Path) -> None:
    other = {**RFT, "reference_answer": {"name": "f", "arguments": {"a": 3}}}
    asking = {**other, "messages": [{"role": "user", "content": "Do f again."}]}
    told = {**other, "tools": None}
    records = [RFT, asking, RFT, other, told, {**RFT, "id": "b"}]
    path = write_lines(tmp_path / "data.jsonl", *records)
    message = f"it asks what {path}:1 asks, with another reference: no answer may suit both"
    problems = [one for one in validate(path, Format.RFT) if "conflict" in one.rule]
    assert problems == [Problem(f"{path}:4", "conflicting_reference", message, Severity.WARNING)]


CALLS = st.lists(
    st.fixed_dictionaries({"name": st.sampled_from("fg"), "arguments": st.just({})}),
    min_size=1,
    max_size=3,
)


@given(CALLS, st.randoms())
def test_calls_that_may_come_in_any_order_do_not_contradict(
    calls: list[dict[str, Any]], rng: Random
) -> None:
    conflicts = Conflicts()
    orders = [calls, rng.sample(calls, len(calls)), [*calls, {"name": "h", "arguments": {}}]]
    for number, order in enumerate(orders):
        conflicts.add({**RFT, "reference_answer": {"tool_calls": [order]}}, number)
    assert list(conflicts.found()) == [(2, 0)]


@pytest.mark.parametrize(
    "change",
    [
        {"messages": 5},
        {"reference_answer": {"tool_calls": [5]}},
        {"reference_answer": "Four."},
        {"reference_answer": None},
    ],
)
def test_a_record_that_cannot_be_read_contradicts_none(change: dict[str, Any]) -> None:
    conflicts = Conflicts()
    for number, record in enumerate(({**RFT, **change}, {"a": 1}, RFT)):
        conflicts.add(record, number)
    assert list(conflicts.found()) == []


def test_records_that_can_be_read_are_counted(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", RFT, "", '{"id": ', "[1]")
    (small,) = [one for one in validate(path, Format.RFT) if one.rule == SMALL]
    assert small.message == "1 readable records; 100 or more are recommended"


@given(st.lists(st.integers(0, 5)))
def test_repeated_ids_are_those_of_before(ids: list[int]) -> None:
    identifiers = Identifiers()
    for number, identifier in enumerate(ids):
        identifiers.add(identifier, number)
    expected = [(at, ids.index(each)) for at, each in enumerate(ids) if each in ids[:at]]
    assert list(identifiers.repeated()) == expected


def test_an_optional_key_is_in_all_records_or_in_none(tmp_path: Path) -> None:
    without = {key: value for key, value in RFT.items() if key != "id"}
    path = write_lines(tmp_path / "data.jsonl", RFT, without)
    assert (":2", "sometimes_there") in found(path, Format.RFT)


def test_a_file_called_gen_qa_is_one_whatever_its_first_record(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "gen_qa.jsonl", GOOD[Format.SAGEMAKER_EVAL])
    assert [rule for _, rule in found(path)] == ["format.detected", "gen_qa.metadata"]
    assert [rule for _, rule in found(path, backend="serverless")] == ["format.detected"]


@pytest.mark.parametrize(
    ("old", "new", "rule", "there"),
    [
        ('"Do f."', "NaN", "json.number", "NaN"),
        ('"Do f."', '{"a": -Infinity}', "json.number", "-Infinity"),
        ('"Do f."', r'"\uD83d"', "json.surrogate", r'"\uD83d"'),
        ('"easy"', r'{"\udead": 1}', "json.surrogate", r'{"\udead'),
        ('"easy"', '{"a": 1, "b": {}, "a": 1}', "json.repeated_key", "{"),
        ('"id": "a"', '"id": "a", "id": "b"', "json.repeated_key", "{"),
    ],
)
def test_what_other_readers_refuse_is_an_error(
    tmp_path: Path, old: str, new: str, rule: str, there: str
) -> None:
    line = json.dumps(RFT).replace(old, new)
    path = write_lines(tmp_path / "data.jsonl", RFT, line)
    place = line.index(there) if rule != "json.repeated_key" else 0
    assert (f":2:{place + 1}", rule) in found(path, Format.RFT)


@pytest.mark.parametrize("text", ["NaN", "Infinity", "\U0001f600", r"\ud83d"])
def test_texts_that_look_like_these_are_fine(tmp_path: Path, text: str) -> None:
    path = write_lines(tmp_path / "data.jsonl", {**RFT, "difficulty": text})
    assert [rule for _, rule in found(path, Format.RFT)] == [SMALL]


def test_values_of_an_event_are_checked_too(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps([{**RFT, "difficulty": float("nan")}]))
    assert ("[0].difficulty", "json.number") in found(path, Format.RFT)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-32"])
def test_another_encoding_than_utf_8_is_an_error(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "data.jsonl"
    path.write_bytes(json.dumps(RFT).encode(encoding))
    assert "json" in {rule for _, rule in found(path, Format.RFT)}


@pytest.mark.parametrize("form", [Format.GEN_QA, Format.LLM_JUDGE])
def test_the_name_of_the_file_counts(tmp_path: Path, form: Format) -> None:
    named = write_lines(tmp_path / f"{form.value}.jsonl", GOOD[form])
    other = write_lines(tmp_path / "data.jsonl", GOOD[form])
    assert found(named, form) == []
    assert found(other, form) == [("", "file_name")]


@pytest.mark.parametrize(
    ("form", "model", "least", "most"),
    [
        (Format.SFT, "nova-2-lite", 200, 20_000),
        (Format.RFT, "nova-2-lite", 100, 20_000),
        (Format.SFT, "nova-micro", 8, 20_000),
        (Format.DPO, "nova-pro", 8, 20_000),
    ],
)
def test_bedrock_takes_so_many_records(form: Format, model: str, least: int, most: int) -> None:
    from eval_jobs.datasets.validation.size import check_size

    def rules(count: int) -> set[str]:
        problems = check_size("file", count, form, Target(model, "bedrock"))
        return {problem.rule for problem in problems} - {SMALL}

    assert [rules(count) for count in (least, most)] == [set(), set()]
    assert [rules(count) for count in (least - 1, most + 1)] == [
        {"size.too_few"},
        {"size.too_many"},
    ]


def test_a_file_smaller_than_a_batch_or_empty_is_an_error(tmp_path: Path) -> None:
    path = write_lines(tmp_path / "data.jsonl", GOOD[Format.SFT])
    assert found(path, Format.SFT, batch=1) == []
    assert found(path, Format.SFT, batch=2) == [("", "size.too_few")]
    assert found(write_lines(tmp_path / "none.jsonl"), Format.SFT) == [("", "size.none")]


def test_a_record_is_not_told_more_than_some_flaws(tmp_path: Path) -> None:
    record = {**RFT, "messages": [{"role": "?", "content": "x"}] * 1000}
    path = write_lines(tmp_path / "data.jsonl", record)
    assert len(found(path, Format.RFT)) == MOST_FLAWS + 1


def test_an_event_has_no_columns(tmp_path: Path) -> None:
    path = tmp_path / "event.json"
    path.write_text(json.dumps([RFT, {**RFT, "reference_answer": []}, 5]))
    assert found(path, Format.RFT)[:2] == [
        ("[1].reference_answer", "reference.shape"),
        ("[2]", "json"),
    ]


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(DatasetError, match="cannot read"):
        list(validate(tmp_path / "no.jsonl"))


def test_a_large_file_needs_little_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.jsonl"
    words = "word " * 4000
    with path.open("w", encoding="utf-8") as file:
        for number in range(1100):
            messages = [{"role": "user", "content": f"{number} {words}"}]
            file.write(json.dumps({**RFT, "id": str(number), "messages": messages}) + "\n")
    assert path.stat().st_size > 20_000_000
    tracemalloc.start()
    try:
        problems = list(validate(path, Format.RFT))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert problems == []
    assert peak < 4_000_000


def test_a_summary_counts_all_and_keeps_some() -> None:
    summary = Summary(2)
    for number in range(5):
        summary.add(Problem(f"f:{number}", "later", "w", Severity.WARNING))
    summary.add(Problem("f:9", "first", "e"))
    assert [(entry.rule, entry.count) for entry in summary.entries] == [("first", 1), ("later", 5)]
    assert [example.place for example in summary.entries[1].examples] == ["f:0", "f:1"]
    assert summary.count(Severity.WARNING) == 5
    assert summary.to_json()[0] == {
        "rule": "first",
        "severity": "error",
        "count": 1,
        "examples": [{"place": "f:9", "message": "e"}],
    }
