from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.finding import Finding, Severity
from eval_jobs.jobs.here import preflight
from eval_jobs.jobs.preflight import Clients, run
from eval_jobs.local_jobs.plan import SMOLLM2
from tests.eval_jobs.jobs.here import scene
from tests.eval_jobs.jobs.sample_jobs import make

if TYPE_CHECKING:
    from tests.eval_jobs.services import MakeBuild

ROOT = Path(__file__).parents[4]
GRADER = """
def handler(event, context):
    return [{"id": one["id"], "metrics_list": [],
             "aggregate_reward_score": float("no_such_tool" not in str(one["messages"]))}
            for one in event]
"""
EXAMPLE = ROOT / "examples" / "legal_assistant"


@pytest.fixture(autouse=True)
def installed(monkeypatch: pytest.MonkeyPatch) -> None:
    scene.stand_in(monkeypatch)


def checked(**local: Any) -> dict[str, Finding]:
    job = make("sft", backend="local", data={"train": "a"}, local=local)
    return {finding.check: finding for finding in preflight.check(job)}


def test_a_model_by_name_is_here() -> None:
    for model in (SMOLLM2, "tiny"):
        assert checked(model=model)["local.model"].severity is Severity.OK


def test_its_package_may_be_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preflight, "PACKAGE", "no_such_package")
    found = checked()["local.model"]
    assert (found.severity, found.what) == (Severity.ERROR, "no package no_such_package")


def test_a_folder_holds_a_model_or_it_does_not(tmp_path: Path) -> None:
    assert checked(model=str(tmp_path))["local.model"].severity is Severity.ERROR
    (tmp_path / "config.json").touch()
    assert checked(model=str(tmp_path))["local.model"].severity is Severity.OK


@pytest.mark.parametrize(
    ("model", "severity"),
    [("an-owner/a-model", Severity.NOTE), ("./none/such", Severity.ERROR), ("x", Severity.ERROR)],
)
def test_an_id_is_not_looked_for(model: str, severity: Severity) -> None:
    assert checked(model=model)["local.model"].severity is severity


@pytest.mark.parametrize(
    ("free", "severity"), [(1 << 40, Severity.OK), (1 << 30, Severity.WARNING)]
)
def test_memory_and_disk_are_looked_at(
    monkeypatch: pytest.MonkeyPatch, free: int, severity: Severity
) -> None:
    usage = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    monkeypatch.setattr(preflight, "_free_memory", lambda: free)
    found = checked()
    assert found["local.disk"].severity is found["local.memory"].severity is severity
    assert f"{free >> 30}.0 GiB of memory are free" in found["local.memory"].what
    assert "local.memory" not in checked(model="tiny")


def test_nobody_on_aws_is_asked(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)  # where nothing is built
    data = {"train": str(EXAMPLE / "train.jsonl")}
    with Clients("", built=True) as clients:
        found = run(make("rft", backend="local", data=data), clients)
        assert clients._made == {}
    errors = {finding.check: finding for finding in found if finding.severity is Severity.ERROR}
    assert list(errors) == ["grader.call"]
    assert "make build" in errors["grader.call"].mend
    asked = {finding.check.partition(".")[0] for finding in found}
    assert asked == {"data", "grader", "local"}


def test_an_endpoint_that_does_not_answer_is_an_error() -> None:
    data = {"train": str(EXAMPLE / "train.jsonl")}
    local = {"endpoint_url": "http://127.0.0.1:9"}
    job = make("rft", backend="local", data=data, local=local)
    with Clients("us-east-1", local["endpoint_url"], built=True) as clients:
        found = {finding.check: finding for finding in run(job, clients)}
    assert found["grader.call"].severity is Severity.ERROR


def test_the_built_function_is_tried_whatever_it_is_called_on_aws(
    make_build: MakeBuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_build(GRADER)
    (tmp_path / ".aws-sam").mkdir()
    (tmp_path / "build").rename(tmp_path / ".aws-sam" / "build")
    monkeypatch.chdir(tmp_path)
    data = {"train": str(EXAMPLE / "train.jsonl")}
    job = make("rft", backend="local", data=data, grader={"function": "SageMaker-not-here"})
    with Clients("", built=True) as clients:
        found = {finding.check: finding.severity for finding in run(job, clients)}
    tried = ("grader.prompts", "grader.envelope", "grader.gold", "grader.garbage")
    assert [found[name] for name in tried] == [Severity.OK] * 4


def test_a_built_function_that_fails_is_an_error(
    make_build: MakeBuild, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_build("def handler(event, context):\n    raise ValueError('no')")
    (tmp_path / ".aws-sam").mkdir()
    (tmp_path / "build").rename(tmp_path / ".aws-sam" / "build")
    monkeypatch.chdir(tmp_path)
    data = {"train": str(EXAMPLE / "train.jsonl")}
    with Clients("", built=True) as clients:
        found = run(make("rft", backend="local", data=data), clients)
    (error,) = [finding for finding in found if finding.severity is Severity.ERROR]
    assert error.check == "grader.envelope"
    assert "RewardFunction failed" in error.what
