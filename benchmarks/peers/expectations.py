"""What the peers' own tests ask of matching tool calls, and what this project does there.

Run it with `.venv/bin/python -m benchmarks.peers.expectations`. The situations are the peers',
the words and the data are not: each peer is run on them, so that the table says what it does.
"""

from __future__ import annotations

import json
from typing import Final

from benchmarks.peers.contestants import CONTESTANTS, Contestant, running
from benchmarks.peers.situations import EXPECTATIONS, NOTHING, Expectation
from benchmarks.tables import Table, publish
from graders import Sample, Turn, load

VARIANTS: Final = {
    "agentevals strict, no arguments": Contestant(
        "agentevals_match.py", "agentevals", ("strict", "ignore")
    ),
    "agentevals superset": Contestant("agentevals_match.py", "agentevals", ("superset", "exact")),
    "agentevals subset": Contestant("agentevals_match.py", "agentevals", ("subset", "exact")),
    "ADK in order": Contestant("adk_trajectory.py", "google-adk", ("IN_ORDER",)),
    "ADK any order": Contestant("adk_trajectory.py", "google-adk", ("ANY_ORDER",)),
}
"""Other settings of some, for what their tests expect."""
GRADER: Final = load("tool_call")
SOURCES: Final = (
    (
        "The tests read: agentevals `test_trajectory.py`; ragas `test_tool_call_accuracy.py` and"
        " `test_tool_call_f1.py`; ADK `test_trajectory_evaluator.py`; strands-agents-evals"
        " `deterministic/test_trajectory.py`."
    ),
    (
        "Those of deepeval are about kinds of tools, which there are none of here: its"
        " situations are what its defaults do. The repeated call is ragas#2079."
    ),
)


def own(expectation: Expectation) -> float | None:
    """The reward here."""
    answer = Turn(json.dumps(expectation.answer))
    return GRADER.grade(Sample("1", answer, expectation.gold)).score


def main() -> None:
    """Run the peers on their expectations and publish the table."""
    peers = {one.peer for one in EXPECTATIONS}
    every = CONTESTANTS | VARIANTS
    rows, surprises = [], []
    with running({name: one for name, one in every.items() if name in peers}) as (runners, missing):
        for one in EXPECTATIONS:
            if one.peer not in runners:
                continue
            case = {"calls": one.answer, "gold": one.gold, "question": "What holds?", "tools": []}
            found = runners[one.peer].score([case]).values[0]
            if found is None or abs(found - one.there) > 0.001:  # noqa: PLR2004  # rounded there
                surprises.append(f"{one.peer}, {one.what}: {found} and not {one.there}")
            rows.append([one.peer, one.what, f"{found:.2f}", f"{own(one):.2f}", one.why])
    differing = sum(bool(one.why) for one in EXPECTATIONS)
    notes = [
        (
            f"{len(EXPECTATIONS)} situations, in this project's words and data; {differing}"
            f" of them are graded differently on purpose. Up to {NOTHING:g} counts as nothing."
        ),
        *SOURCES,
        *missing,
        *surprises,
    ]
    columns = ["peer", "situation", "there", "here", "why it differs"]
    heading = "What the peers' tests expect of matching tool calls"
    publish("expectations", heading, [Table("Situations", columns, rows)], notes)


if __name__ == "__main__":
    main()
