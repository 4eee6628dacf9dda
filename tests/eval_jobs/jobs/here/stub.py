"""Stands in for the engine, which needs torch: says in seconds what the real one says in hours.

`STUB` in the environment says how it does: `done`, `failed`, `waits` (for SIGTERM), `deaf` (to
it), `dies` (without a word), `mute` (it never begins). Each start adds a line to `starts.txt`, and
leaves its environment in `environment.json`.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from eval_jobs.local_jobs.plan import LocalPlan
from eval_jobs.local_jobs.state import Progress, alone

ROWS = ("step_number,epoch_number,train_reward_mean,policy_entropy", "1,0.1,0.25,1.5", "2,0.2,0.5,")


class Stopped(BaseException):
    """SIGTERM came."""


def main(folder: Path, way: str) -> None:
    with (folder / "starts.txt").open("a") as file:
        file.write(f"{way}\n")
    (folder / "environment.json").write_text(json.dumps(dict(os.environ)))
    sys.stdout.write("begun\n")
    sys.stdout.flush()
    if way == "mute":
        sys.exit(1)
    with alone(folder):
        work(folder, way)


def work(folder: Path, way: str) -> None:
    progress = Progress(folder)
    progress.begin("training", 0, 3)
    (folder / "step_wise_training_metrics.csv").write_text("\n".join(ROWS) + "\n")
    progress.at(2)
    if way == "dies":
        os._exit(9)
    if way in {"waits", "deaf"}:
        linger(folder, progress, way)
    if way == "failed":
        progress.end("failed", "the grader is away")
        sys.exit(1)
    (folder / "checkpoint").mkdir(exist_ok=True)
    left = {"checkpoint_s3_bucket": str(folder / "checkpoint")}
    (folder / "manifest.json").write_text(json.dumps(left))
    progress.at(3)
    progress.end("done")


def linger(folder: Path, progress: Progress, way: str) -> None:
    def stop(*_: object) -> None:
        raise Stopped

    signal.signal(signal.SIGTERM, signal.SIG_IGN if way == "deaf" else stop)
    try:
        (folder / "ready").touch()
        time.sleep(60)  # at work until it is ended
    except Stopped:
        progress.end("stopped", "SIGTERM")
        sys.exit(143)


if __name__ == "__main__":
    place = Path(sys.argv[1])
    LocalPlan.read(place)
    main(place, os.environ["STUB"])
