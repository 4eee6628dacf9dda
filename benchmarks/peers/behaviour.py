"""What cheating earns: the same probes through every contestant.

Run it with `.venv/bin/python -m benchmarks.peers.behaviour`.
"""

from __future__ import annotations

import random
import statistics
from collections.abc import Sequence
from typing import Any, Final

from benchmarks.peers.contestants import CONTESTANTS, Case, Runner, running
from benchmarks.peers.probes import PROBES, SAME, values_of
from benchmarks.peers.records import Record, sample
from benchmarks.peers.typed_values import TYPED, typed
from benchmarks.tables import Table, machine, publish

RECORDS: Final = 200
SEED: Final = 5
BESIDE: Final = "beside a broken answer"
HOSTILE: Final[tuple[Any, ...]] = (
    [{"name": "search", "arguments": '{"query": "not fini'}],
    [{"name": None, "arguments": {}}],
    ["search"],
    [{"name": "search", "arguments": {"limit": 10**400}}],
)
"""Answers that hold something other than calls, or more than a double holds."""


def main() -> None:
    """Probe all contestants and publish the table."""
    records = sample(RECORDS, SEED)
    cases = probes(records)
    contestants = dict(CONTESTANTS)
    del contestants["toolgrade, in process"]  # the same scores
    with running(contestants) as (runners, missing):
        columns = {
            name: {"version": CONTESTANTS[name].version} | measure(runner, cases, records[0])
            for name, runner in runners.items()
        }
    rows = [
        [probe, *(column[probe] for column in columns.values())]
        for probe in ("version", *cases, BESIDE)
    ]
    title = f"Mean score in [0, 1] on {RECORDS} records of BFCL; {machine()}"
    notes = [
        "Each answer is scored alone. A probe is left out where it leaves the answer as it was.",
        "Contestants that take parsed calls are given them parsed: they are spared the parsing.",
        (
            "BFCL's checker, and it alone, is given all accepted answers; its parallel calls have"
            " no order. The reference of the others is a list of calls in the order of the gold."
        ),
        (
            f"{BESIDE}: what gold earns in a batch behind an answer that is no call, for"
            " contestants with a batch; the others are called once a sample."
        ),
        (
            "strands-agents-evals compares no calls without a judge. It says whether a tool was"
            " called: the mean over the expected tools stands here."
        ),
        (
            "A checker that says yes or no earns cheats nothing, and almost right answers neither:"
            " see the rows from `one parameter left out` to `one call left out`."
        ),
        *missing,
    ]
    publish("behaviour", "What cheating earns", [Table(title, ["answer", *columns], rows)], notes)


def probes(records: Sequence[Record]) -> dict[str, list[Case]]:
    """The cases of each probe."""
    rng, values = random.Random(SEED), values_of(records)
    found: dict[str, list[Case]] = {}
    for name, probe in PROBES.items():
        answers = [(record, probe(record, rng, values)) for record in records]
        found[name] = [
            record.case(calls) for record, calls in answers if name in SAME or calls != record.gold
        ]
    for name, values_given in TYPED.items():
        record, calls = typed(*values_given)
        found[name] = [record.case(calls)]
    return found


def measure(runner: Runner, cases: dict[str, list[Case]], record: Record) -> dict[str, str]:
    """A contestant's column."""
    column = {}
    for name, some in cases.items():
        found = [runner.score([case]) for case in some]
        column[name] = cell([score for scores in found for score in scores.values])
    beside = [runner.score([record.case(calls), record.case(record.gold)]) for calls in HOSTILE]
    column[BESIDE] = cell([scores.values[-1] for scores in beside])
    return column


def cell(scores: Sequence[float | None]) -> str:
    """The mean of what was scored, and how much raised."""
    known = [score for score in scores if score is not None]
    if not known:
        return "raises"
    share = 1 - len(known) / len(scores)
    return f"{statistics.fmean(known):.2f}" + (f", raises {share:.0%}" if share else "")


if __name__ == "__main__":
    main()
