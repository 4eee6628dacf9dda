"""`toolgrade job` and `pipeline` with `backend: local`: everything but the engine is real."""

from __future__ import annotations

import json
import os
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from typer.testing import CliRunner

from eval_jobs.cli import app
from eval_jobs.jobs.errors import JobError
from eval_jobs.jobs.here import extra
from eval_jobs.jobs.preflight import clients
from eval_jobs.jobs.registry import Registry
from eval_jobs.local_jobs.state import is_alive, read_state
from tests.eval_jobs.jobs.here import scene
from tests.eval_jobs.jobs.here.scene import until_ended, until_ready

if TYPE_CHECKING:
    from eval_jobs.jobs.record import JobRecord

CONVERSATION = {
    "schemaVersion": "bedrock-conversation-2024",
    "messages": [
        {"role": "user", "content": [{"text": "Find it."}]},
        {"role": "assistant", "content": [{"text": "Found."}]},
    ],
}


class Machine:
    """This machine, with the stub for an engine, and no way to AWS."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.jobs = folder / "jobs"
        self._monkeypatch = monkeypatch
        (folder / "sft.jsonl").write_text("\n".join([json.dumps(CONVERSATION)] * 200))

    def does(self, way: str) -> None:
        self._monkeypatch.setenv("STUB", way)

    def write(self, name: str = "sft", **changes: Any) -> str:
        content = {
            "name": name,
            "technique": "sft",
            "backend": "local",
            "data": {"train": "sft.jsonl"},
            "local": {"model": "tiny", "max_steps": 3},
            **changes,
        }
        path = self.folder / f"{name}.yaml"
        path.write_text(yaml.safe_dump(content))
        return str(path)

    def job(self, *arguments: str) -> Any:
        return CliRunner().invoke(app, ["job", *arguments, "--jobs", str(self.jobs)])

    def pipeline(self, *arguments: str) -> Any:
        path = self.folder / "pipeline.yaml"
        if not path.exists():
            self.write("one")
            self.write("two", start={"job": "one"})
            path.write_text(yaml.safe_dump({"name": "p", "jobs": ["one.yaml", "two.yaml"]}))
        where = ["--jobs", str(self.jobs), "--output", str(self.folder / "out")]
        return CliRunner().invoke(app, ["pipeline", str(path), *arguments, *where])

    def launch(self, way: str, **changes: Any) -> str:
        self.does(way)
        result = self.job("launch", self.write(**changes))
        assert result.exit_code == 0, result.output
        return Registry(self.jobs).names()[-1]

    def record(self, name: str) -> JobRecord:
        return Registry(self.jobs).load(name)

    def starts(self, name: str) -> list[str]:
        return (self.jobs / "local" / name / "starts.txt").read_text().split()


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    def nowhere(*_: object, **__: object) -> None:
        raise AssertionError("AWS is asked for nothing")

    scene.stand_in(monkeypatch)
    monkeypatch.setattr(clients, "client", nowhere)
    yield (found := Machine(tmp_path, monkeypatch))
    for place in found.jobs.glob("local/*"):
        if (state := read_state(place)) and is_alive(place):
            with suppress(ProcessLookupError):
                os.killpg(state.pid, signal.SIGKILL)


def test_launched_watched_and_collected_where_it_lies(machine: Machine) -> None:
    name = machine.launch("done")
    assert machine.record(name).output == str(machine.jobs / "local" / name)
    assert machine.job("wait", name).exit_code == 0
    result = machine.job("collect", name, "--json", "--output", str(machine.folder / "out"))
    found = json.loads(result.stdout)
    assert found["folder"] == str(machine.jobs / "local" / name)
    assert found["checkpoint"] == str(machine.jobs / "local" / name / "checkpoint")
    assert found["curves"]["train_reward_mean"] == [[1, 0.25], [2, 0.5]]
    assert found["warnings"] == []
    assert not (machine.folder / "out").exists()
    assert machine.record(name).checkpoint == found["checkpoint"]


def test_what_went_wrong_in_a_training_is_told_where_it_is_collected(machine: Machine) -> None:
    name = machine.launch("done")
    machine.job("wait", name)
    rows = [f"{step},{1.0 if step < 6 else 0.001}" for step in range(1, 21)]
    curves = "\n".join(["step_number,policy_entropy", *rows])
    (machine.jobs / "local" / name / "step_wise_training_metrics.csv").write_text(curves)
    assert "Warning: the entropy has collapsed" in machine.job("collect", name).output
    (warning,) = json.loads(machine.job("collect", name, "--json").stdout)["warnings"]
    assert warning.startswith("the entropy has collapsed")


def test_a_status_says_how_far_it_is_and_a_stop_ends_it(machine: Machine) -> None:
    name = machine.launch("waits")
    until_ready(machine.jobs / "local" / name)
    result = machine.job("status", name, "--json")
    assert result.exit_code == 0
    assert json.loads(result.stdout)["phase"] == "training, step 2 of 3"
    assert "sft tiny on local" in machine.job("status", name).output.replace("\n", " ")
    assert "stopped" in machine.job("stop", name).output
    assert machine.job("status", name).exit_code == 1
    assert machine.job("wait", name).exit_code == 1
    assert machine.job("logs", name).output == "begun\n"


def test_one_that_was_killed_goes_on_in_its_folder(machine: Machine) -> None:
    name = machine.launch("dies")
    assert machine.job("wait", name).exit_code == 1
    assert f"`toolgrade job launch --resume {name}` goes on" in machine.record(name).reason
    machine.does("done")
    assert machine.job("launch", "--resume", name).exit_code == 0
    assert machine.job("wait", name).exit_code == 0
    assert machine.starts(name) == ["dies", "done"]
    assert Registry(machine.jobs).names() == [name]


@pytest.mark.parametrize(("way", "word"), [("waits", "running"), ("done", "completed")])
def test_only_what_ended_early_is_resumed(machine: Machine, way: str, word: str) -> None:
    name = machine.launch(way)
    if way == "done":
        machine.job("wait", name)
    result = machine.job("launch", "--resume", name)
    assert isinstance(result.exception, JobError)
    assert f"was launched and is {word}" in str(result.exception)
    assert machine.starts(name) == [way]


def test_a_job_goes_on_from_the_folder_that_another_left(machine: Machine) -> None:
    first = machine.launch("done")
    machine.job("wait", first)
    machine.job("collect", first)
    machine.does("done")
    machine.job("launch", machine.write("second", start={"job": "sft"}))
    (second,) = set(Registry(machine.jobs).names()) - {first}
    plan = json.loads((machine.jobs / "local" / second / "plan.json").read_text())
    assert plan["checkpoint"] == str(machine.jobs / "local" / first / "checkpoint")


def test_it_is_not_deployed(machine: Machine) -> None:
    name = machine.launch("done")
    result = machine.job("deploy", name)
    assert "Bedrock serves checkpoints of Nova alone" in str(result.exception)


def test_without_the_extra_it_is_checked_and_refused_even_by_force(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(extra, "LIBRARIES", ("json", "no_such_library"))
    found = json.loads(machine.job("check", machine.write(), "--json").stdout)
    (error,) = [finding for finding in found if finding["severity"] == "error"]
    assert error["check"] == "local.extra"
    assert (
        error["mend"] == "Run `make local`, then this command as `.venv-local/bin/toolgrade ...`."
    )
    assert machine.job("launch", machine.write()).exit_code == 1
    result = machine.job("launch", machine.write(), "--force")
    assert "the local backend is an extra" in str(result.exception)
    assert not (machine.jobs / "local").exists()


def test_a_dry_run_shows_the_plan(machine: Machine) -> None:
    file = machine.write(start={"job": "earlier"})
    said = ["--set", "local.max_steps=2", "--set", "local.records=7"]
    shown = json.loads(machine.job("launch", file, "--dry-run", "--json", *said).stdout)
    assert shown["service"] == "local"
    assert (shown["parameters"]["max_steps"], shown["parameters"]["records"]) == (2, 7)
    assert shown["placeholder"] == shown["parameters"]["checkpoint"] == "checkpoint-of-earlier"
    assert "# The plan for this machine" in machine.job("launch", file, "--dry-run").output


def test_data_that_are_not_there_stop_the_launch(machine: Machine) -> None:
    machine.does("done")
    result = machine.job("launch", machine.write(data={"train": "none.jsonl"}), "--force")
    assert "not there: " in str(result.exception)


def test_a_pipeline_goes_from_one_to_the_next(machine: Machine) -> None:
    machine.does("done")
    result = machine.pipeline()
    assert result.exit_code == 0, result.output
    first, second = (machine.record(name) for name in Registry(machine.jobs).names())
    assert (first.status, second.status) == ("completed", "completed")
    plan = json.loads((Path(second.output) / "plan.json").read_text())
    assert plan["checkpoint"] == first.checkpoint


def test_a_pipeline_that_failed_goes_on_in_the_same_folder(machine: Machine) -> None:
    machine.does("dies")
    result = machine.pipeline("--set", "local.max_steps=2")
    assert result.exit_code == 1
    assert "The same command again goes on from where it was." in result.output
    machine.does("done")
    other = machine.pipeline("--set", "local.max_steps=1")
    assert "one: the job file changed since it was launched" in str(other.exception)
    assert machine.pipeline("--set", "local.max_steps=2").exit_code == 0
    first, _ = Registry(machine.jobs).names()
    assert machine.starts(first) == ["dies", "done"]
    assert json.loads((machine.jobs / "local" / first / "plan.json").read_text())["max_steps"] == 2


def test_what_failed_by_itself_is_to_be_mended_first(machine: Machine) -> None:
    machine.does("failed")
    result = machine.pipeline()
    assert result.exit_code == 1
    advice = "Mend what it failed of. The same command again goes on from where it was,\nif "
    assert advice in result.output
    assert "--retry one" in result.output
    machine.does("done")
    assert machine.pipeline().exit_code == 0


def test_a_start_that_failed_is_told_without_a_look_at_it_before(machine: Machine) -> None:
    name = machine.launch("failed")
    until_ended(machine.jobs / "local" / name)
    assert machine.record(name).status == "running"  # nobody has asked
    result = machine.job("launch", machine.write("second", start={"job": "sft"}))
    assert f"{name} failed and left no checkpoint: launch it again" in str(result.exception)


def test_too_long_prompts_of_any_step_stop_a_pipeline_before_its_first(machine: Machine) -> None:
    result = machine.pipeline("--set", "two:local.max_prompt_tokens=8")
    assert result.exit_code == 1
    told = result.output.replace("\n", " ")
    assert "two: local.max_prompt_tokens: train: 200 of 200 prompts are longer" in told
    assert "one: " not in told
    assert Registry(machine.jobs).names() == []


def test_a_plan_of_a_pipeline_here_costs_nothing(machine: Machine) -> None:
    output = machine.pipeline("--dry-run").output
    assert "local, tiny" in output
    assert "At most $0" in output
