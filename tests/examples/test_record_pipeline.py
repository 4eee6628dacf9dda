"""The script that keeps what the example's pipeline made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.registry import Registry
from eval_jobs.local_jobs.plan import PLAN, LocalPlan
from eval_jobs.results.layout import TRAINING_METRICS
from examples.legal_assistant import record_pipeline
from examples.legal_assistant.record_pipeline import EVALUATIONS, PACKAGES, STARTS, TRAININGS, main
from tests.examples.records import read

QUESTIONS: Final = [record["id"] for record in read("test")]


@pytest.fixture(autouse=True)
def versions(monkeypatch: pytest.MonkeyPatch) -> None:
    """What trains is not installed here."""
    monkeypatch.setattr(record_pipeline.metadata, "version", lambda _: "1.0")


def add(folder: Path, job: str, number: int = 1, status: str = "completed") -> Path:
    """A job that went on from the first one of its start; its answers came in another order."""
    registry = Registry(folder)
    folder.mkdir(exist_ok=True)
    said = {
        "name": f"{job}-{number}",
        "job": {"name": job},
        "service": "local",
        "identifier": job,
        "region": "",
        "launched": f"2026-01-01T0{number}:00:00+00:00",
        "status": status,
    }
    record = JobRecord.model_validate(said)
    registry.save(record)
    place = registry.place(record.name)
    (place / "work").mkdir(parents=True)
    start = f"{folder}/local/{STARTS[job]}-1/checkpoint" if job in STARTS else None
    plan = LocalPlan(name=record.name, technique="eval", checkpoint=start, test="a.jsonl", seed=5)
    (place / PLAN).write_text(plan.model_dump_json())
    rows = [answer(name, f"{job} {name}") for name in reversed(QUESTIONS)]
    lines = "".join(json.dumps(row) + "\n" for row in rows)
    (place / "work" / "answers.jsonl").write_text(lines)
    (place / TRAINING_METRICS).write_text(f"step_number,loss\n1,0.5 {job}\n")
    return place


def fill(folder: Path) -> dict[str, Path]:
    """The folders of a finished pipeline's jobs, by name."""
    return {job: add(folder, job) for job in (*EVALUATIONS.values(), *TRAININGS.values())}


def answer(name: str, text: str) -> dict[str, Any]:
    usage = {"outputTokens": 3}
    return {"id": name, "prediction": text, "usage": usage, "stop_reason": "stop"}


def kept(folder: Path) -> int:
    return main(["--jobs", str(folder / "jobs"), "--out", str(folder / "out")])


def test_what_a_pipeline_made_is_kept_as_text(tmp_path: Path) -> None:
    fill(tmp_path / "jobs")
    out = tmp_path / "out"
    assert kept(tmp_path) == 0
    for name, job in EVALUATIONS.items():
        lines = (out / "answers" / f"{name}.jsonl").read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        assert [row["id"] for row in rows] == QUESTIONS
        assert rows[0]["prediction"] == f"{job} {QUESTIONS[0]}"
        assert rows[0].keys() == {"id", "prediction", "finish_reason", "answer_tokens"}
    for name, job in TRAININGS.items():
        assert (out / "training" / f"{name}.csv").read_text().endswith(f"0.5 {job}\n")
    made = json.loads((out / "training" / "rft.run.json").read_text())
    assert made["job"] == "legal-rft"
    assert made["settings"]["seed"] == 5
    assert not {"test", "name"} & made["settings"].keys()  # a path, and a time
    assert made["packages"] == dict.fromkeys(PACKAGES, "1.0")


def one_answer_less(_: Path, places: dict[str, Path]) -> str:
    path = places["legal-sft-eval"] / "work" / "answers.jsonl"
    path.write_text("".join(path.read_text().splitlines(keepends=True)[1:]))
    return f"1 answers miss, as {QUESTIONS[-1]}"


def no_curves(_: Path, places: dict[str, Path]) -> str:
    (places["legal-rft"] / TRAINING_METRICS).unlink()
    return "left no step_wise_training_metrics.csv"


def failed_since(jobs: Path, _: dict[str, Path]) -> str:
    add(jobs, "legal-rft", 2, "failed")
    return "no completed job legal-rft"


def trained_anew(jobs: Path, _: dict[str, Path]) -> str:
    add(jobs, "legal-sft", 2)
    return "legal-sft-eval does not go on from the last legal-sft"


@pytest.mark.parametrize("spoil", [one_answer_less, no_curves, failed_since, trained_anew])
def test_half_of_it_is_not_kept(
    spoil: Any, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = spoil(tmp_path / "jobs", fill(tmp_path / "jobs"))
    assert kept(tmp_path) == 1
    assert said in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_nothing_was_run_yet(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert kept(tmp_path) == 1
    assert "no completed job legal-base-eval" in capsys.readouterr().err
