"""NVIDIA's NeMo evaluator: intervals of a run's mean and of a difference, as it reports them.

One study a line: `runs` are one or two lists of rewards, `prompts` says which prompt each is of.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from nemo_evaluator.engine.comparison import compare_results
from nemo_evaluator.metrics.confidence import bootstrap_ci


def records(rewards: Sequence[float], prompts: Sequence[int]) -> dict[tuple[int, int], Any]:
    """A run by problem and repeat."""
    seen: dict[int, int] = defaultdict(int)
    found = {}
    for reward, prompt in zip(rewards, prompts, strict=True):
        found[prompt, seen[prompt]] = {"reward": reward}
        seen[prompt] += 1
    return found


def answer(study: dict[str, Any]) -> dict[str, Any]:
    """The interval (None where it gives none), seconds and the peak of memory in bytes."""
    start = time.perf_counter()
    runs = [records(rewards, study["prompts"]) for rewards in study["runs"]]
    if len(runs) == 1:
        by_problem = defaultdict(list)
        for (prompt, _), record in runs[0].items():
            by_problem[prompt].append(record["reward"])
        means = [sum(rewards) / len(rewards) for rewards in by_problem.values()]
        interval = bootstrap_ci(means, n_bootstrap=study["resamples"])
        low, high = interval.ci_lower, interval.ci_upper
    else:
        found = compare_results(*runs).get("mcnemar", {})
        low, high = found.get("ci_lower"), found.get("ci_upper")
        low, high = (None, None) if low is None else (-high, -low)  # it subtracts the candidate
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return {"low": low, "high": high, "seconds": seconds, "bytes": peak}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
        sys.stdout.flush()
