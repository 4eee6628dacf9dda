"""The script that keeps what the example's pipeline made."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import pytest

from eval_jobs.errors import ToolgradeError
from eval_jobs.jobs.record import JobRecord
from eval_jobs.jobs.registry import Registry
from eval_jobs.local_jobs.plan import PLAN, LocalPlan
from eval_jobs.results.layout import TRAINING_METRICS
from examples.legal_assistant import record_pipeline
from examples.legal_assistant.record_pipeline import EVALUATIONS, PACKAGES, TRAININGS, main
from tests.examples.records import read

TEST: Final = read("test")


def fill(folder: Path, status: str = "completed") -> None:
    """A finished pipeline of two questions; the second answer came first."""
    registry = Registry(folder)
    for names in (EVALUATIONS, TRAININGS):
        for job in names.values():
            record = JobRecord.model_validate(
                {
                    "name": f"{job}-1",
                    "job": {"name": job},
                    "service": "local",
                    "identifier": job,
                    "region": "",
                    "launched": "2026-01-01T00:00:00+00:00",
                    "started": "2026-01-01T00:00:00+00:00",
                    "ended": "2026-01-01T01:00:00+00:00",
                    "status": status,
                }
            )
            folder.mkdir(exist_ok=True)
            registry.save(record)
            place = registry.place(record.name)
            (place / "work").mkdir(parents=True)
            plan = LocalPlan(name=record.name, technique="eval", test="a.jsonl", seed=5)
            (place / PLAN).write_text(plan.model_dump_json())
            rows = [answer(TEST[1]["id"], f"{job} two"), answer(TEST[0]["id"], f"{job} one")]
            lines = "".join(json.dumps(row) + "\n" for row in rows)
            (place / "work" / "answers.jsonl").write_text(lines)
            (place / TRAINING_METRICS).write_text(f"step_number,loss\n1,0.5 {job}\n")


def answer(name: str, text: str) -> dict[str, Any]:
    usage = {"outputTokens": 3}
    return {"id": name, "prediction": text, "usage": usage, "stop_reason": "stop"}


def test_what_a_pipeline_made_is_kept_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_pipeline.metadata, "version", lambda _: "1.0")
    fill(tmp_path / "jobs")
    out = tmp_path / "out"
    assert main(["--jobs", str(tmp_path / "jobs"), "--out", str(out)]) == 0
    for name, job in EVALUATIONS.items():
        lines = (out / "answers" / f"{name}.jsonl").read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        assert [row["prediction"] for row in rows] == [f"{job} one", f"{job} two"]
        assert rows[0].keys() == {"id", "prediction", "finish_reason", "answer_tokens"}
    for name, job in TRAININGS.items():
        assert (out / "training" / f"{name}.csv").read_text().endswith(f"0.5 {job}\n")
    made = json.loads((out / "training" / "rft.run.json").read_text())
    assert made["job"] == "legal-rft"
    assert made["settings"]["seed"] == 5
    assert not {"test", "name"} & made["settings"].keys()  # a path, and a time
    assert made["packages"] == dict.fromkeys(PACKAGES, "1.0")


def test_a_pipeline_that_is_not_done_is_not_kept(tmp_path: Path) -> None:
    fill(tmp_path / "jobs", status="running")
    with pytest.raises(ToolgradeError, match="no completed job legal-base-eval"):
        main(["--jobs", str(tmp_path / "jobs"), "--out", str(tmp_path / "out")])
    assert not (tmp_path / "out").exists()
