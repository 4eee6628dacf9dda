"""Jobs of a tiny model, and the engine that does them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from eval_jobs.local_jobs.plan import PLAN, TINY
from eval_jobs.local_jobs.state import State, read_state
from eval_jobs.results.layout import TRAINING_METRICS
from eval_jobs.results.training_metrics import read_curves

STEPS: Final = 10
LENGTH: Final = 12


class Engine:
    """Does jobs, and tells what they log."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._input, self._output = process.stdin, process.stdout

    def start(self, folder: Path) -> int:
        """The number of the process that does the job in this folder."""
        self._input.write(f"{folder}\n")
        self._input.flush()
        return int(self._output.readline().removeprefix("pid "))

    def log(self) -> Iterator[str]:
        """The lines of the job's log; the last one says how it ended."""
        for line in self._output:
            yield line
            if line.startswith("ended "):
                return

    def run(self, folder: Path) -> tuple[int, str]:
        """Exit code and log of the job in this folder."""
        self.start(folder)
        *lines, end = self.log()
        return int(end.removeprefix("ended ")), "".join(lines)


def build(place: Path, source: str) -> None:
    """The function RewardFunction with this source, where an engine beside it finds it."""
    artifact = place / ".aws-sam" / "build" / "RewardFunction"
    artifact.mkdir(parents=True, exist_ok=True)
    (artifact / "app.py").write_text(source)
    properties = {
        "CodeUri": "RewardFunction",
        "Handler": "app.handler",
        "Runtime": "python3.11",
        "Timeout": 60,
    }
    resource = {"Type": "AWS::Serverless::Function", "Properties": properties}
    template = {"Resources": {"RewardFunction": resource}}
    (artifact.parent / "template.yaml").write_text(yaml.safe_dump(template))


def record(number: int, answer: str | None = None) -> dict[str, Any]:
    turns = [{"role": "user", "content": f"Name letter {number}."}]
    if answer is not None:
        turns.append({"role": "assistant", "content": answer})
    return {"id": f"q{number}", "messages": turns, "reference_answer": {"name": "f"}}


def job(place: Path, name: str, **values: Any) -> Path:
    """The folder of a job of the tiny model, all of whose weights are trained."""
    data = place / f"{name}.jsonl"
    answer = "abcabc" if values["technique"] == "sft" else None
    data.write_text("".join(json.dumps(record(n, answer)) + "\n" for n in range(16)))
    split = "test" if values["technique"] == "eval" else "train"
    small = {"model": TINY, "lora_rank": None, "max_prompt_tokens": 64, "max_new_tokens": LENGTH}
    plan = {"name": name, split: str(data), **small, **values}
    folder = place / name
    folder.mkdir()
    (folder / PLAN).write_text(json.dumps(plan))
    return folder


def rft(place: Path, name: str = "rft", **values: Any) -> Path:
    settings: dict[str, Any] = {
        "function": "RewardFunction",
        "records": 8,  # an epoch has two steps
        "prompts_per_step": 4,
        "generations": 8,
        "max_steps": STEPS,
        "save_steps": 3,
        "learning_rate": 1e-2,
    }
    return job(place, name, technique="rft", **{**settings, **values})


def sft(place: Path, name: str = "sft", **values: Any) -> Path:
    settings = {"prompts_per_step": 4, "max_steps": 8, "learning_rate": 3e-3, "save_steps": 3}
    return job(place, name, technique="sft", **{**settings, **values})


def state(folder: Path) -> State:
    found = read_state(folder)
    assert found is not None
    return found


def column(folder: Path, name: str) -> list[float]:
    return [value for _, value in read_curves(folder)[name]]


def steps(folder: Path) -> list[str]:
    return (folder / TRAINING_METRICS).read_text().splitlines()


def run_and_kill(engine: Engine, folder: Path, after: int, sign: signal.Signals) -> str:
    """Start the job, send the signal when it has logged the step, and say how it ended."""
    pid = engine.start(folder)
    line = ""
    for line in engine.log():
        if line.startswith(f"step_number {after},"):
            os.kill(pid, sign)
    return line
