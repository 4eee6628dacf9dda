"""Whether 95% intervals hold what is true in 95% of studies, and what a comparison costs.

Run it with `.venv/bin/python -m benchmarks.peers.intervals`.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np

from benchmarks.peers.contestants import RUNNERS
from benchmarks.peers.environments import PEERS, NotInstalledError, python_of
from benchmarks.peers.studies import PAIRS, RESAMPLES, SCENARIOS, STUDIES, drawn, large
from benchmarks.tables import Table, machine, publish
from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.join import join
from eval_jobs.run import Run, Samples

NEMO: Final = "nemo-evaluator"


def main() -> None:
    """Simulate, measure and publish."""
    rows, notes = [], []
    try:
        python: Path | None = python_of(NEMO)
    except NotInstalledError as error:
        python = None
        notes.append(f"{NEMO} did not install: {error}")
    for scenario in SCENARIOS:
        studies = list(drawn(scenario))
        here = coverage(map(own_interval, studies), scenario.truth)
        there = coverage(nemo_intervals(python, studies), scenario.truth) if python else ("-", "-")
        rows.append([scenario.name, *here, *there])
    columns = ["what is estimated", "held here", "width here", "held by NeMo", "width by NeMo"]
    title = (
        f"Share of {STUDIES} studies whose 95% interval holds the truth; {RESAMPLES:,} resamples"
    )
    notes += [
        (
            f"nemo-evaluator {PEERS[NEMO].version}: `bootstrap_ci` over problems for a run, as its"
            " results report it; `compare_results` for two. It gives a difference an interval where"
            " all rewards are 0 or 1, and a one-sided p else."
        ),
        (
            f"With {STUDIES} studies a true 95% comes out between 93% and 97%. `-`: no interval;"
            " one that is missing in a study (NeMo gives none where nothing changed) does not hold."
        ),
    ]
    tables = [Table(title, columns, rows), costs(python)]
    publish("intervals", "Intervals, and what a comparison costs", tables, notes)


def coverage(intervals: Iterator[tuple[Any, Any]], truth: float) -> tuple[str, str]:
    """The share of intervals that hold the truth, and their mean width."""
    found = list(intervals)
    if all(low is None for low, _ in found):
        return "-", "-"
    known = [(low, high) for low, high in found if low is not None]
    held = sum(low <= truth <= high for low, high in known) / len(found)
    return f"{held:.1%}", f"{np.mean([high - low for low, high in known]):.3f}"


def own_interval(study: dict[str, Any]) -> tuple[float | None, float | None]:
    """The interval here, of the reward, or of its difference."""
    runs = [
        run(f"run-{number}", rewards, study["prompts"])
        for number, rewards in enumerate(study["runs"])
    ]
    found = compare(join(runs), "run-0", resamples=study["resamples"])
    result = (
        found.differences["reward"]["run-1"] if runs[1:] else found.estimates["reward"]["run-0"]
    )
    return result.low, result.high


def run(name: str, rewards: Sequence[float], prompts: Sequence[int]) -> Run:
    """A run with nothing but rewards."""
    digests = [f"{prompt:032x}" for prompt in prompts]
    columns = Samples(
        ids=[f"sample-{number}" for number in range(len(rewards))],
        prompts=digests,
        references=digests,
        reward=np.array(rewards),
        codes=[None] * len(rewards),
        metrics={},
        confidence=np.full(len(rewards), np.nan),
    )
    return Run(name, Path(name), None, {}, columns, lambda: iter(()))


def nemo_intervals(python: Path, studies: Sequence[dict[str, Any]]) -> Iterator[tuple[Any, Any]]:
    """NeMo's intervals."""
    for found in nemo(python, studies):
        yield found["low"], found["high"]


def nemo(python: Path, studies: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """All answers of one process."""
    lines = "".join(json.dumps(study) + "\n" for study in studies)
    done = subprocess.run(
        [str(python), str(RUNNERS / "nemo_compare.py")],
        input=lines,
        capture_output=True,
        check=True,
        text=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def costs(python: Path | None) -> Table:
    """Time and memory of one comparison, each in a fresh process."""
    command = [sys.executable, "-m", "benchmarks.peers.intervals", "alone"]
    done = subprocess.run(command, capture_output=True, check=True)
    found = {"toolgrade": json.loads(done.stdout)}
    if python:
        found[NEMO] = nemo(python, [large()])[0]
    rows = [
        [name, f"{one['seconds']:.1f} s", f"{one['bytes'] / 1e6:,.0f} MB"]
        for name, one in found.items()
    ]
    title = f"Two runs of {PAIRS:,} rewards, 10,000 resamples; {machine()}"
    return Table(title, ["", "time", "peak memory of the process"], rows)


def alone() -> None:
    """The part of this project in `costs`, in its own process."""
    study = large()
    start = time.perf_counter()
    own_interval(study)
    found = {
        "seconds": time.perf_counter() - start,
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }
    sys.stdout.write(json.dumps(found))


if __name__ == "__main__":
    alone() if sys.argv[1:] else main()
