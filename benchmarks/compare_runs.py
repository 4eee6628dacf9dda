"""Time and memory of comparing runs: joined, resampled and tested, each in a fresh process.

Run it with `make bench`. Memory is the peak of the whole process, data and libraries included;
CPU is that of joining and comparing, all threads together.
"""

from __future__ import annotations

import json
import platform
import resource
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
from rich.console import Console
from rich.table import Table

from eval_jobs.comparison.compare import compare
from eval_jobs.comparison.join import join
from eval_jobs.run import Run, Samples

SIZES = ((26, 1_000), (2, 100_000))
RESAMPLES = 10_000
SCORES = ("tool_f1", "tool_precision", "tool_recall", "tool_sequence_score")
MORE_SCORES = ("tool_parameters_score", "parameter_f1", "json_parsability_score")
COUNTS = ("tool_true_positive_count", "tool_false_positive_count", "tool_false_negative_count")


def main() -> None:
    """Measure every size and print the table; with arguments, measure that size alone."""
    if len(sys.argv) > 1:
        print(json.dumps(measure(*map(int, sys.argv[1:]))))  # noqa: T201  # for the parent
        return
    machine = f"Python {platform.python_version()}, {platform.machine()}"
    table = Table(title=f"Comparing runs, {RESAMPLES:,} resamples; {machine}")
    for column in ("runs", "samples", "metrics", "join", "compare", "CPU", "peak memory"):
        table.add_column(column, justify="right")
    for runs, samples in SIZES:
        command = [sys.executable, __file__, str(runs), str(samples)]
        done = subprocess.run(command, capture_output=True, check=True)
        found = json.loads(done.stdout)
        times = (f"{found[step]:.1f} s" for step in ("join", "compare", "cpu"))
        memory = f"{found['bytes'] / 1e6:,.0f} MB"
        table.add_row(f"{runs}", f"{samples:,}", f"{found['metrics']}", *times, memory)
    Console(width=110).print(table)


def measure(runs: int, samples: int) -> dict[str, float]:
    """Seconds of both steps, the number of metrics, and the most memory that was held."""
    rng = np.random.default_rng(7)
    made = [make_run(f"checkpoint-{number}", samples, rng) for number in range(runs)]
    cpu, start = time.process_time(), time.perf_counter()
    paired = join(made)
    joined = time.perf_counter()
    comparison = compare(paired, "checkpoint-0", resamples=RESAMPLES)
    return {
        "join": joined - start,
        "compare": time.perf_counter() - joined,
        "cpu": time.process_time() - cpu,
        "metrics": len(comparison.estimates),
        "bytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


def make_run(name: str, samples: int, rng: np.random.Generator) -> Run:
    """A run over the same prompts as any other, one in a hundred of its samples unscored."""
    unscored = rng.random(samples) < 0.01  # noqa: PLR2004  # as said above
    metrics = {score: rng.beta(3, 1, samples) for score in SCORES + MORE_SCORES}
    metrics["exact_match_score"] = (rng.random(samples) < 0.75).astype(float)  # noqa: PLR2004
    metrics.update({count: rng.integers(0, 4, samples).astype(float) for count in COUNTS})
    reward = rng.beta(3, 1, samples)
    for column in (reward, *metrics.values()):
        column[unscored] = np.nan
    columns = Samples(
        ids=[f"sample-{number}" for number in range(samples)],
        prompts=[f"{number:032x}" for number in range(samples)],
        references=[f"{number:032x}" for number in range(samples)],
        reward=reward,
        codes=["no_answer" if missing else None for missing in unscored],
        metrics=metrics,
        confidence=np.full(samples, np.nan),
    )
    return Run(name, Path(name), None, {}, columns, lambda: iter(()))


if __name__ == "__main__":
    main()
