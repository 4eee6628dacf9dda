from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.aws import AwsError
from eval_jobs.finding import Severity
from eval_jobs.jobs import launch as module
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.launch import (
    checkpoint_of,
    file_findings,
    interrupted,
    job_of,
    launch,
    launched,
    missing_files,
    plan,
    planned,
    stand_in,
    started_from,
)
from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.registry import Registry
from tests.eval_jobs.jobs.sample_jobs import make

if TYPE_CHECKING:
    from eval_jobs.jobs.request import Request

CHECKPOINT = "s3://customer-escrow-111122223333/run"


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    return Registry(tmp_path)


def record(name: str, job_name: str, launched: str, checkpoint: str | None = None) -> JobRecord:
    return JobRecord(
        name=name,
        job=make("sft", name=job_name).model_dump(mode="json"),
        service="sagemaker",
        identifier=name,
        region="us-east-1",
        launched=launched,
        checkpoint=checkpoint,
    )


def test_a_job_starts_from_the_base_model_an_address_or_an_earlier_job(registry: Registry) -> None:
    registry.save(record("sft-1", "sft", "2026-01-01", CHECKPOINT))
    assert checkpoint_of(make("rft"), started_from(make("rft"), registry)) is None
    address = make("rft", start="s3://b/c/")
    assert checkpoint_of(address, started_from(address, registry)) == "s3://b/c/"
    earlier = make("rft", start={"job": "sft-1"})
    assert checkpoint_of(earlier, started_from(earlier, registry)) == CHECKPOINT


def test_the_name_in_a_job_file_is_the_newest_that_left_a_checkpoint(registry: Registry) -> None:
    registry.save(record("sft-1", "sft", "2026-01-01", CHECKPOINT))
    registry.save(record("sft-2", "sft", "2026-01-02", f"{CHECKPOINT}2"))
    registry.save(record("sft-3", "sft", "2026-01-03"))
    found = started_from(make("rft", start={"job": "sft"}), registry)
    assert found is not None
    assert found.name == "sft-2"


def test_an_unknown_start_lists_the_known_jobs(registry: Registry) -> None:
    registry.save(record("sft-1", "sft", "2026-01-01"))
    with pytest.raises(JobError, match="no job 'dpo' was launched from here; known: sft-1"):
        started_from(make("rft", start={"job": "dpo"}), registry)


def test_a_start_without_a_checkpoint_says_what_to_do(registry: Registry) -> None:
    registry.save(record("sft-1", "sft", "2026-01-01"))
    job = make("rft", start={"job": "sft"})
    with pytest.raises(JobError, match="`toolgrade job wait sft-1`, then `toolgrade job collect"):
        checkpoint_of(job, started_from(job, registry))


@pytest.mark.parametrize("status", ["failed", "stopped"])
def test_a_start_that_ended_early_is_to_be_launched_again(registry: Registry, status: str) -> None:
    ended = {"status": status, "reason": "no disk"}
    registry.save(record("sft-1", "sft", "2026-01-01").model_copy(update=ended))
    job = make("rft", start={"job": "sft"})
    with pytest.raises(JobError) as caught:
        checkpoint_of(job, started_from(job, registry))
    assert f"sft-1 {status} and left no checkpoint: launch it again" in str(caught.value)
    assert "(no disk)" in str(caught.value)


def test_findings_know_the_job_that_this_one_goes_on_from() -> None:
    other = record("sft-1", "sft", "2026-01-01", CHECKPOINT)
    other = other.model_copy(update={"job": {**other.job, "model": "nova-lite"}})
    job = make("rft", start={"job": "sft"})
    assert [f for f in file_findings(job, None) if f.severity is Severity.ERROR] == []
    assert [f for f in file_findings(job, job_of(other)) if f.severity is Severity.ERROR] != []


def test_the_record_is_there_before_anything_is_sent(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = make("rft")
    request = plan(job, "job-1", None)
    seen: list[Any] = []

    def lost(sent: Request) -> str:
        seen.append(registry.load(sent.name).status)
        raise AwsError("lost", "ConnectionClosedError")

    monkeypatch.setattr(module, "submit", lost)
    with pytest.raises(AwsError, match="lost"):
        launch(job, request, registry)
    assert seen == ["launching"]
    assert registry.load("job-1").status == "launching"
    monkeypatch.setattr(module, "submit", lambda sent: f"arn:{sent.name}")
    done = launch(job, request, registry)
    assert (done.status, done.identifier, done.service) == ("running", "arn:job-1", "sagemaker")
    assert done.request["operation"] == "create_training_job"
    assert done.output == "s3://my-bucket/jobs/"


def test_files_that_are_not_there_are_named(tmp_path: Path) -> None:
    there, absent = tmp_path / "train.jsonl", tmp_path / "validation.jsonl"
    there.write_text("{}\n")
    job = make("sft", data={"train": str(there), "validation": str(absent)})
    assert missing_files(plan(job, "job-1", None)) == [absent]


def test_a_grader_by_name_is_the_function_in_the_account_of_the_role() -> None:
    job = make("rft", grader={"function": "SageMaker-RewardFunction"})
    assert plan(job, "job-1", None).parameters == plan(make("rft"), "job-1", None).parameters


@pytest.mark.parametrize("kept", [{}, {"name": 5}])
def test_a_record_without_a_job_is_said(kept: dict[str, Any]) -> None:
    damaged = record("sft-1", "sft", "2026-01-01").model_copy(update={"job": kept})
    with pytest.raises(JobError, match=r"sft-1: its record holds no job .*\(job\..*mend or delete"):
        job_of(damaged)


def test_only_an_interrupted_launch_is_resumed_and_only_a_known_one_watched(
    registry: Registry,
) -> None:
    begun = record("sft-1", "sft", "2026-01-01")
    registry.save(begun)
    assert interrupted("sft-1", registry) == begun
    with pytest.raises(JobError, match="`toolgrade job launch --resume sft-1`"):
        launched(begun)
    done = registry.update("sft-1", status="running")
    assert launched(done) == done
    with pytest.raises(JobError, match="is running: watch it with `toolgrade job wait sft-1`"):
        interrupted("sft-1", registry)


def test_a_launch_is_repeated_only_as_it_was(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[Request] = []

    def lost(request: Request) -> str:
        sent.append(request)
        raise AwsError("lost", "ReadTimeoutError")

    monkeypatch.setattr(module, "submit", lost)
    job = make("rft")
    for _ in range(2):
        with pytest.raises(AwsError, match="lost"):
            launch(job, plan(job, "job-1", None), registry)
    with pytest.raises(JobError, match="job-1: the launch that was interrupted sent something"):
        launch(job, plan(job, "job-1", CHECKPOINT), registry)
    assert sent == [plan(job, "job-1", None)] * 2


def test_a_request_that_cannot_be_made_is_a_finding_beside_those_of_the_file() -> None:
    assert planned(make("rft"), "job-1", None).request == plan(make("rft"), "job-1", None)
    findings, request = planned(make("rft", recipe={"max_step": 20}), "job-1", None)
    assert request is None
    errors = {found.check: found for found in findings if found.severity is Severity.ERROR}
    assert "Did you mean max_steps?" in errors["recipe.max_step"].why
    findings, request = planned(make("rft", data={}), "job-1", None)
    assert request is None
    assert [found.what for found in findings if "data.train" in found.what]
    assert len({found.what for found in findings}) == len(findings)


@pytest.mark.parametrize("backend", ["sagemaker", "hyperpod", "bedrock", "serverless"])
def test_what_stands_for_a_checkpoint_fits_the_backend(backend: str) -> None:
    account = "us-east-1:111122223333"
    more: dict[str, Any] = {}
    if backend == "serverless":
        more["grader"] = {"function": f"arn:aws:sagemaker:{account}:hub-content/h/JsonDoc/e/1"}
        group = f"arn:aws:sagemaker:{account}:model-package-group/g"
        more["extra"] = {"run.model_package_group": group}
    job = make("rft", backend=backend, start={"job": "sft"}, **more)
    text = str(planned(job, "job-1", stand_in(job)).request)
    assert "checkpoint-of-sft" in text
    assert stand_in(make("rft", start=CHECKPOINT)) == CHECKPOINT
    assert stand_in(make("rft")) is None


def test_a_command_that_starts_the_job_is_kept(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "submit", lambda sent: sent.name)
    job = make("rft", backend="hyperpod")
    request = plan(job, "job-1", None)
    assert launch(job, request, registry).request["command"] == request.command != ""


@pytest.mark.parametrize(
    ("changes", "check"),
    [
        ({"extra": {"training_config.max_length": 1}}, "extra.training_config.max_length"),
        ({"extra": {"epochCount": 1}, "backend": "bedrock"}, "extra.epochCount"),
        ({"data": {}}, "data.train"),
        ({"grader": None, "backend": "bedrock"}, "grader"),
    ],
)
def test_what_the_checks_say_of_a_field_is_not_said_of_the_request_again(
    changes: dict[str, Any], check: str
) -> None:
    findings, request = planned(make("rft", **changes), "job-1", None)
    assert request is None
    assert [one.check for one in findings if one.severity is Severity.ERROR] == [check]


def test_what_the_file_and_the_request_both_suffer_from_is_said_once(tmp_path: Path) -> None:
    job = make("sft", base_recipe=str(tmp_path / "absent.yaml"))
    findings, request = planned(job, "job-1", None)
    assert request is None
    assert len([found for found in findings if "absent.yaml" in found.what]) == 1
