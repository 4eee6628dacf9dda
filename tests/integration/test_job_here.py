"""A pipeline on this machine with the real engine, a tiny model and the built grader; killed."""

from __future__ import annotations

import csv
import json
import os
import signal
import subprocess
import time
from pathlib import Path
from typing import Any, Final

import pytest
import yaml

from eval_jobs.local_jobs.plan import LocalPlan
from eval_jobs.local_jobs.state import State, read_state
from eval_jobs.results.read import read_run
from tests.integration.local_jobs import record

ROOT: Final = Path(__file__).parents[2]
TOOLGRADE: Final = ROOT / ".venv-local" / "bin" / "toolgrade"
RECORDS: Final = 4
STEPS: Final = 8
FEWEST: Final = 64
"""Of the records in a file for RFT; a job takes the first `RECORDS`."""
LOCAL: Final = {
    "model": "tiny",
    "records": RECORDS,
    "max_steps": STEPS,
    "save_steps": 1,
    "prompts_per_step": 2,
    "generations": 2,
    "max_new_tokens": 8,
    "max_prompt_tokens": 64,
}


def write(folder: Path) -> Path:
    """RFT, an evaluation and a report, as a user writes them."""
    data = folder / "data.jsonl"
    data.write_text("".join(json.dumps(record(n)) + "\n" for n in range(FEWEST)))
    steps: dict[str, dict[str, Any]] = {
        "rft": {"technique": "rft", "data": {"train": str(data)}},
        "after": {"technique": "eval", "data": {"test": str(data)}, "start": {"job": "rft"}},
    }
    for name, step in steps.items():
        grader = {"function": "SageMaker-not-deployed"}
        job = {"name": name, "backend": "local", "grader": grader, "local": LOCAL, **step}
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(job))
    path = folder / "pipeline.yaml"
    compare = {"output": str(folder / "report")}
    jobs = [f"{name}.yaml" for name in steps]
    path.write_text(yaml.safe_dump({"name": "tiny", "jobs": jobs, "compare": compare}))
    return path


def begin(pipeline: Path) -> subprocess.Popen[str]:
    folder = pipeline.parent
    where = ["--jobs", str(folder / "jobs"), "--output", str(folder / "out")]
    return subprocess.Popen(
        [str(TOOLGRADE), "pipeline", str(pipeline), *where],
        cwd=ROOT,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )


def wait_until_trained(
    process: subprocess.Popen[str], jobs: Path, steps: int
) -> tuple[Path, State]:
    """The folder and state of the training, once it has made so many steps."""
    while process.poll() is None:
        for folder in jobs.glob("local/rft-*"):
            state = read_state(folder)
            if state is not None and state.phase == "training" and state.step >= steps:
                return folder, state
        time.sleep(0.02)  # nothing tells of a file of another process
    pytest.fail(f"it ended before it was trained: {process.communicate()[0]}")


def steps_in(folder: Path) -> list[int]:
    with (folder / "step_wise_training_metrics.csv").open() as file:
        return [int(row["step_number"]) for row in csv.DictReader(file)]


def test_killed_in_the_middle_of_rft_the_same_command_goes_on_to_the_comparison(
    tmp_path: Path,
) -> None:
    pipeline, jobs = write(tmp_path), tmp_path / "jobs"
    first = begin(pipeline)
    folder, state = wait_until_trained(first, jobs, steps=2)
    os.kill(state.pid, signal.SIGKILL)
    said = first.communicate()[0]
    assert first.returncode == 1, said
    assert "it was killed" in said
    before = steps_in(folder)
    assert len(before) < STEPS

    second = begin(pipeline)
    said = second.communicate()[0]
    assert second.returncode == 0, said
    assert steps_in(folder) == list(range(1, STEPS + 1))
    assert "Report: " in said

    (after,) = jobs.glob("local/after-*")
    assert LocalPlan.read(after).checkpoint == str(folder / "checkpoint")
    evaluated = json.loads((jobs / f"{after.name}.json").read_bytes())
    samples = read_run(Path(evaluated["run"])).samples
    assert samples is not None
    assert len(samples.ids) == RECORDS
    assert (tmp_path / "report" / "report.html").is_file()
