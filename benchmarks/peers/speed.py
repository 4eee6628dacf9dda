"""Speed and import time of all contestants, on the same samples, taking turns.

Run it with `.venv/bin/python -m benchmarks.peers.speed`. A busy machine slows all alike: compare
the ratios, not the absolute figures.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
from collections.abc import Mapping, Sequence
from typing import Final

from benchmarks.peers.contestants import (
    CONTESTANTS,
    RUNNERS,
    Case,
    Contestant,
    Scores,
    environment,
    running,
)
from benchmarks.peers.environments import python_of
from benchmarks.peers.probes import PROBES, values_of
from benchmarks.peers.records import sample
from benchmarks.tables import Table, machine, publish

BATCH: Final = 256
ROUNDS: Final = 15
IMPORTS: Final = 3
SEED: Final = 5
MIX: Final = ("gold", "every digit changed", "values of other records", "one parameter left out")
FIRST: Final = "toolgrade, handler"
NEEDS_TOOLS: Final = "BFCL ast_checker"


def main() -> None:
    """Measure all contestants and publish the table."""
    with_tools = batch()
    cases = [{**case, "tools": []} for case in with_tools]
    with running() as (runners, missing):
        given = {name: with_tools if name == NEEDS_TOOLS else cases for name in runners}
        turns = [(name, runners[name], given[name]) for name in runners]
        turns.append((f"{FIRST}, given the tools", runners[FIRST], with_tools))
        found: dict[str, list[Scores]] = {name: [] for name, _, _ in turns}
        for _ in range(ROUNDS + 1):
            for name, runner, some in turns:
                found[name].append(runner.score(some))
    imports: dict[str, list[float]] = {}
    for name in runners:
        contestant = CONTESTANTS[name]
        known = imports.get(contestant.imported)
        imports[contestant.imported] = known or import_times(contestant)
    rows = [
        row(name, scores[1:], rates(found[FIRST][1:]), imports) for name, scores in found.items()
    ]
    columns = ["contestant", "version", "samples/s", "middle half", "times the handler's"]
    columns += ["with its objects made", "import"]
    title = f"{BATCH} samples of BFCL a batch, {ROUNDS} rounds, {IMPORTS} imports; {machine()}"
    notes = [
        "Medians, of processor time: waiting for a busy machine does not count.",
        "`times the handler's` is the median of the ratios of each round.",
        "A quarter of the answers is right, the rest damaged in three ways.",
        (
            "This project and the workshop's formula read text as models write it; the others are"
            " given parsed calls, made into their own objects before the clock starts. `with its"
            " objects made` counts that too. An event needs no making: it is what arrives."
        ),
        (
            "BFCL's checker is imported without the clients of the models it ranks, which"
            " `import` would otherwise be about."
        ),
        "The tools' schemas are given to BFCL's checker, which needs them, and where it says so.",
        "Imports are those of fresh processes, byte code compiled, files in the cache.",
        *missing,
    ]
    publish("speed", "Speed and import time", [Table(title, columns, rows)], notes)


def batch() -> list[Case]:
    """A mixed batch."""
    records = sample(BATCH, SEED)
    rng, values = random.Random(SEED), values_of(records)
    return [
        record.case(PROBES[MIX[index % len(MIX)]](record, rng, values))
        for index, record in enumerate(records)
    ]


def rates(found: Sequence[Scores]) -> list[float]:
    """Samples per second of each round."""
    return [len(scores.values) / scores.seconds for scores in found]


def row(
    name: str, found: Sequence[Scores], own: Sequence[float], imports: Mapping[str, Sequence[float]]
) -> list[str]:
    """A contestant's figures; its ratio is the median of those of each round."""
    contestant = CONTESTANTS.get(name, CONTESTANTS[FIRST])
    low, median, high = statistics.quantiles(rates(found), n=4)
    ratio = statistics.median(rate / one for rate, one in zip(rates(found), own, strict=True))
    whole = statistics.median(len(one.values) / (one.seconds + one.making) for one in found)
    return [
        name,
        contestant.version,
        f"{median:,.0f}",
        f"{low:,.0f}-{high:,.0f}",
        f"{ratio:.2f}",
        f"{whole:,.0f}" if contestant.peer else "",
        f"{statistics.median(imports[contestant.imported]):,.0f} ms",
    ]


def import_times(contestant: Contestant) -> list[float]:
    """Milliseconds that fresh interpreters take to import a runner with all that it needs."""
    code = (
        "import sys, time; name = sys.argv.pop(); sys.path.insert(0, sys.argv.pop());"
        "start = time.process_time(); __import__(name); print((time.process_time() - start) * 1000)"
    )
    python = python_of(contestant.peer) if contestant.peer else sys.executable
    command = [str(python), "-c", code, str(RUNNERS), contestant.script.removesuffix(".py")]
    runs = [
        subprocess.run(command, env=environment(contestant), capture_output=True, check=True)
        for _ in range(IMPORTS + 1)
    ]
    return [float(run.stdout.splitlines()[-1]) for run in runs[1:]]


if __name__ == "__main__":
    main()
