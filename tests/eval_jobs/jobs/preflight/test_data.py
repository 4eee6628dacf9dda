from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.finding import Severity
from eval_jobs.jobs import capacity
from eval_jobs.jobs.job import Compute, Data
from eval_jobs.jobs.preflight import run
from eval_jobs.jobs.preflight.data import estimated_tokens
from tests.eval_jobs.datasets.files import record, write_lines
from tests.eval_jobs.jobs.preflight.fake import FakeClients, Fault, only, severities

if TYPE_CHECKING:
    from pathlib import Path

    from tests.eval_jobs.jobs.preflight.conftest import Check, MakeJob

ERROR, WARNING, NOTE, OK = Severity.ERROR, Severity.WARNING, Severity.NOTE, Severity.OK


def rows(path: Path, count: int) -> Data:
    return Data(train=str(write_lines(path, *[record(f"r{at}", None) for at in range(count)])))


def test_a_file_that_is_not_there(make_job: MakeJob, clients: FakeClients, tmp_path: Path) -> None:
    finding = only(run(make_job(data=Data(train=str(tmp_path / "no"))), clients), "data.train")
    assert finding.severity is ERROR
    assert "there is no such file" in finding.what


def test_a_split_that_the_technique_needs(
    make_job: MakeJob, clients: FakeClients, train: Path
) -> None:
    findings = run(make_job(technique="eval", data=Data(train=str(train)), recipe={}), clients)
    assert severities(findings, "data.test") == [ERROR]


def test_lines_that_are_no_records(make_job: MakeJob, clients: FakeClients, tmp_path: Path) -> None:
    path = write_lines(tmp_path / "x.jsonl", *[record(f"r{at}", None) for at in range(128)], "{", 3)
    finding = only(run(make_job(data=Data(train=str(path))), clients), "data.json")
    assert finding.severity is ERROR
    assert f"train: 2 times, first {path}:129:" in finding.what


def test_an_event_that_is_no_json(check: Check, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("{")
    finding = only(check(data=Data(train=str(path))), "data.train")
    assert finding.severity is ERROR
    assert "not JSON" in finding.what


def test_an_empty_file(make_job: MakeJob, clients: FakeClients, tmp_path: Path) -> None:
    findings = run(make_job(data=rows(tmp_path / "x.jsonl", 0)), clients)
    assert severities(findings, "data.size.none") == [ERROR]
    assert only(findings, "grader.answers").severity is NOTE


@pytest.mark.parametrize(
    ("fields", "count", "rules"),
    [
        ({}, 63, ["size.too_few"]),  # the batch is 64
        ({}, 64, ["size.small"]),
        ({}, 99, ["size.small"]),
        ({}, 100, []),
        ({"backend": "hyperpod"}, 31, ["size.too_few"]),  # 256 generations, 8 a prompt
        ({"backend": "hyperpod"}, 32, ["size.small"]),
        ({"backend": "bedrock"}, 99, ["size.too_few"]),
        ({"backend": "bedrock"}, 128, []),
    ],
)
def test_rows_enough_for_service_batch_and_results(
    fields: dict[str, Any], count: int, rules: list[str], check: Check, tmp_path: Path
) -> None:
    findings = check(data=rows(tmp_path / "x.jsonl", count), recipe={}, **fields)
    sizes = [one for one in findings if one.check.startswith("data.size")]
    assert [finding.check.removeprefix("data.") for finding in sizes] == rules
    assert all((one.severity is WARNING) == (one.check == "data.size.small") for one in sizes)


def test_more_rows_than_the_service_takes(check: Check, tmp_path: Path) -> None:
    path = tmp_path / "x.jsonl"
    path.write_text("{}\n" * 20_001)  # they break other rules, and are read at once
    findings = check(data=Data(train=str(path)), recipe={}, backend="bedrock")
    sizes = [one for one in findings if one.check.startswith("data.size")]
    assert [(one.check, one.severity) for one in sizes] == [("data.size.too_many", ERROR)]


def test_a_validation_set_may_be_small_but_not_empty(
    check: Check, train: Path, tmp_path: Path
) -> None:
    small = write_lines(tmp_path / "small.jsonl", record("a", None))
    data = Data(train=str(train), validation=str(small))
    assert only(check(data=data), "data.validation").severity is OK
    write_lines(small)
    assert only(check(data=data), "data.size.none").what.startswith("validation: ")


@pytest.mark.parametrize(
    ("fields", "line"),
    [
        ({"technique": "sft"}, record("a", None)),
        ({"technique": "eval", "task": "gen_qa"}, {"query": "x"}),
        ({"technique": "eval"}, {"messages": []}),
        ({"technique": "dpo", "model": "nova-pro"}, {"messages": []}),
    ],
)
def test_a_file_keeps_the_rules_of_its_technique(
    fields: dict[str, Any], line: Any, check: Check, tmp_path: Path
) -> None:
    path = str(write_lines(tmp_path / "x.jsonl", *[line] * 128))
    findings = check(data=Data(train=path, test=path), recipe={}, **fields)
    broken = [one for one in findings if one.severity is ERROR and one.check.startswith("data.")]
    assert broken
    assert all(f"{path}:1:" in finding.what for finding in broken)


def test_a_record_is_measured_by_what_the_model_reads() -> None:
    assert estimated_tokens({"messages": "x" * 100}, "rft") == 29  # with key and quotes, / 4
    more = {"messages": "x" * 100, "reference_answer": "y" * 1000, "id": "z"}
    assert estimated_tokens(more, "rft") == 29
    assert estimated_tokens(more, "sft") > 250


@pytest.mark.parametrize(
    ("fields", "tokens", "severity"),
    [
        ({"recipe": {"max_length": 8192, "max_new_tokens": 6000}}, 2192, OK),
        ({"recipe": {"max_length": 8192, "max_new_tokens": 6000}}, 2193, WARNING),
        ({"recipe": {"max_prompt_length": 1000}, "backend": "bedrock"}, 1000, OK),
        ({"recipe": {"max_prompt_length": 1000}, "backend": "bedrock"}, 1001, WARNING),
        ({"recipe": {"max_length": 1024}, "technique": "sft", "model": "nova-pro"}, 1024, OK),
        ({"recipe": {"max_length": 1024}, "technique": "sft", "model": "nova-pro"}, 1025, WARNING),
    ],
)
def test_records_that_seem_too_long(
    fields: dict[str, Any],
    tokens: int,
    severity: Severity,
    check: Check,
    tmp_path: Path,
) -> None:
    empty = len('{"prompt": ""}')
    long = {"prompt": "x" * (4 * tokens - empty)}
    data = Data(train=str(write_lines(tmp_path / "x.jsonl", *[long] * 200)))
    finding = only(check(data=data, **fields), "data.length")
    assert finding.severity is severity
    assert f"{tokens:,} tokens (characters / 4, an estimate)" in finding.what


def test_data_in_s3_is_read(
    make_job: MakeJob, clients: FakeClients, buckets: Any, train: Path
) -> None:
    buckets.Bucket("my-bucket").upload_file(str(train), "data/train.jsonl")
    findings = run(make_job(data=Data(train="s3://my-bucket/data/train.jsonl")), clients)
    assert only(findings, "data.train").severity is OK
    assert only(findings, "grader.gold").severity is OK


def test_problems_of_data_in_s3_are_told_by_its_address(
    check: Check, buckets: Any, tmp_path: Path
) -> None:
    broken = write_lines(tmp_path / "broken.jsonl", "{")
    buckets.Bucket("my-bucket").upload_file(str(broken), "data/broken.jsonl")
    address = "s3://my-bucket/data/broken.jsonl"
    assert f"{address}:1:" in only(check(data=Data(train=address)), "data.json").what


def test_data_that_is_not_in_s3(make_job: MakeJob, clients: FakeClients) -> None:
    findings = run(make_job(data=Data(train="s3://my-bucket/none.jsonl")), clients)
    assert only(findings, "data.train").severity is ERROR


@pytest.mark.parametrize(
    ("answer", "why"),
    [({"ContentLength": 2**30 + 1}, "was not read"), (Fault("403", 403), "could not be checked")],
)
def test_data_in_s3_that_was_not_read_is_said(
    answer: Any, why: str, make_job: MakeJob, clients: FakeClients
) -> None:
    clients.answers["HeadObject"] = answer
    findings = run(make_job(data=Data(train="s3://my-bucket/data/train.jsonl")), clients)
    assert only(findings, "data.train").severity is NOTE
    assert why in only(findings, "data.train").what
    assert only(findings, "grader.answers").severity is NOTE


def test_more_records_than_can_be_trained_on_in_time(
    make_job: MakeJob, clients: FakeClients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(capacity, "most_records", lambda *_: 127)
    said = {"technique": "sft", "model": "nova-pro", "grader": None, "recipe": {}}
    compute = Compute(instance_count=6)
    data = rows(tmp_path / "x.jsonl", 128)
    findings = run(make_job(**said, compute=compute, data=data), clients)
    (found,) = [one for one in findings if "128 records for 2 epochs" in one.what]
    assert (found.check, found.severity) == ("data.train", WARNING)
