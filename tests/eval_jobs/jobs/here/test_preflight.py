from __future__ import annotations

import shutil
from collections.abc import Callable
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

Has = Callable[[int, int], None]
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


@pytest.fixture
def has(monkeypatch: pytest.MonkeyPatch) -> Has:
    """Says how much memory and disk is free, of so much memory, in GiB."""

    def say(free: int, whole: int) -> None:
        usage = shutil.disk_usage("/")._replace(free=free << 30)
        monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
        amounts = {"MemAvailable": free << 30, "MemTotal": whole << 30}
        monkeypatch.setattr(preflight, "memory", amounts.__getitem__)

    return say


@pytest.mark.parametrize(("free", "severity"), [(1024, Severity.OK), (1, Severity.WARNING)])
def test_memory_and_disk_are_looked_at(has: Has, free: int, severity: Severity) -> None:
    has(free, 1024)
    found = checked()
    assert found["local.disk"].severity is found["local.memory"].severity is severity
    assert f"{free}.0 GiB of memory are free" in found["local.memory"].what
    assert "local.disk" not in checked(model="tiny")
    unknown = checked(model="an-owner/a-model")["local.memory"]
    assert unknown.severity is severity


def test_this_machine_says_how_much_memory_it_has() -> None:
    free, whole = preflight.memory("MemAvailable"), preflight.memory("MemTotal")
    assert free is not None
    assert whole is not None
    assert 0 < free < whole
    assert preflight.memory("NoSuchThing") is None


def test_a_plan_that_no_memory_holds_is_an_error_that_says_what_to_lower(has: Has) -> None:
    data = {"train": str(EXAMPLE / "train.jsonl")}
    recipe = {
        "global_batch_size": 64,
        "number_generation": 4,
        "max_new_tokens": 2048,
        "max_length": 8192,
    }
    job = make("rft", backend="local", data=data, recipe=recipe)
    has(20, 24)
    found = {finding.check: finding for finding in preflight.check(job)}["local.memory"]
    assert found.severity is Severity.ERROR
    assert found.what == "20.0 GiB of memory are free; the job may take 91.1"
    assert "256 answers are written at a time, each of 8,192 tokens at most" in found.why
    for field in (
        "local.prompts_per_step (64)",
        "local.generations (4)",
        "local.max_new_tokens (2,048)",
        "local.max_prompt_tokens (6,144)",
    ):
        assert field in found.mend
    has(20, 128)
    found = {finding.check: finding for finding in preflight.check(job)}["local.memory"]
    assert found.severity is Severity.WARNING


def test_there_are_as_many_records_as_prompts_of_a_step(tmp_path: Path) -> None:
    lines = (EXAMPLE / "train.jsonl").read_text("utf-8").splitlines(keepends=True)
    path = tmp_path / "train.jsonl"
    for records, refused in ((7, True), (8, False)):
        path.write_text("".join(lines[:records]), "utf-8")
        job = make("rft", backend="local", data={"train": str(path)}, local={"model": "tiny"})
        found = {finding.check: finding for finding in preflight.check(job)}
        assert ("local.prompts_per_step" in found) is refused


@pytest.mark.parametrize(("steps", "told"), [(19, True), (20, False)])
def test_too_few_steps_for_a_trend_are_noted(steps: int, told: bool) -> None:
    job = make("rft", backend="local", data={"train": "a"}, local={"max_steps": steps})
    found = {finding.check: finding for finding in preflight.check(job)}
    assert ("local.max_steps" in found) is told
    if told:
        assert found["local.max_steps"].severity is Severity.NOTE
        assert found["local.max_steps"].what.startswith("19 steps are too few to tell")


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
