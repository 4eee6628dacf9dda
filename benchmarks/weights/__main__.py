"""Choose the default weights and the curve by evidence: `make weights`.

Every candidate of a grid is audited on some records of BFCL, the Berkeley leaderboard's. Away from
the audit's bars by a margin, what counts is the signal for a policy that is mostly wrong: there
learning begins. For each margin the candidate with the strongest signal, today's default, and what
one would take first are then audited on more records, and on datasets that nothing was chosen on:
the bundled example, and those in the arguments.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Final

from rich.progress import track

from benchmarks.peers.records import sample
from benchmarks.tables import Table, publish
from benchmarks.weights.candidates import DEFAULT, OTHERS, Candidate, candidates
from benchmarks.weights.criteria import SHOWN, Ground, Outcome
from eval_jobs.evaluate.questions import Dataset, Question

EXAMPLE: Final = Path(__file__).parents[2] / "examples" / "legal_assistant" / "test.jsonl"
BFCL: Final = 300
SEARCHED: Final = 40
CONFIRMED: Final = 200
SEED: Final = 7
MARGINS: Final = (0.0, 0.05, 0.1, 0.15, 0.2, 0.25)
COLUMNS: Final = ("candidate", "weights", "curve", "failed", "margin", "nearest bar", "signal")
_ground: list[Ground] = []
"""What this process searches on."""


def main() -> None:
    """Search, confirm, publish."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("datasets", type=Path, nargs="*", metavar="DATASET")
    paths: Sequence[Path] = parser.parse_args().datasets
    found = search()
    chosen = {
        f"strongest at a margin of {margin:g}": max(safe, key=lambda one: found[one].signal)
        for margin in MARGINS
        if (safe := [one for one, outcome in found.items() if outcome.margin >= margin])
    }
    rows = chosen | {"the default": DEFAULT} | OTHERS
    grounds = {"BFCL, where they were chosen": bfcl()}
    grounds |= {
        f"{path.parent.name}/{path.stem}": Dataset(path, print) for path in (EXAMPLE, *paths)
    }
    tables = [table(name, rows, Ground(list(asked), CONFIRMED)) for name, asked in grounds.items()]
    publish("weights", "How the default weights were chosen", tables, [*notes(found)])


def bfcl() -> list[Question]:
    """Records of BFCL as questions."""
    return [
        Question(
            record.id,
            {
                "messages": [{"role": "user", "content": record.question}],
                "tools": record.tools,
                "reference_answer": record.accepted,
            },
        )
        for record in sample(BFCL, SEED)
    ]


def search() -> Mapping[Candidate, Outcome]:
    """What each candidate comes to on BFCL."""
    grid = [*candidates()]
    with ProcessPoolExecutor(initializer=_prepare) as pool:
        outcomes = pool.map(_outcome, grid, chunksize=8)
        return dict(zip(grid, track(outcomes, "candidates", len(grid)), strict=True))


def _prepare() -> None:
    _ground.append(Ground(bfcl(), SEARCHED))


def _outcome(candidate: Candidate) -> Outcome:
    return _ground[0].outcome(candidate)


def notes(found: Mapping[Candidate, Outcome]) -> Iterator[str]:
    """How to read the tables, and where the default stands."""
    own = found[DEFAULT]
    better = [one for one in found.values() if one.margin >= own.margin and one.signal > own.signal]
    most = max((one.signal for one in better), default=own.signal)
    yield (
        f"{len(found)} candidates were searched on {SEARCHED} records; "
        f"{sum(not one.failed for one in found.values())} fail no check of the audit."
    )
    yield (
        f"There the default has a margin of {own.margin:.2f} and a signal of {own.signal:.3f}; "
        f"{len(better)} candidates have no less of the first and more of the second, up to "
        f"{most:.3f}."
    )
    yield "Weights: json_parsability, tool_selection, tool_sequence, tool_parameters, exact_match."
    yield (
        "Margin: how far the check that comes closest stays from the bar where it fails, as a "
        "share of the room that the bar leaves: 1 is the best there is, below 0 it fails."
    )
    yield (
        "Signal: the spread of the reward in groups of 8 answers of a policy that is mostly wrong, "
        "times its rank correlation with quality. The figures after it are the audit's checks."
    )


def table(name: str, rows: Mapping[str, Candidate], ground: Ground) -> Table:
    """What candidates come to on a dataset."""
    title = f"{name}, {len(ground.items)} records"
    columns = [*COLUMNS, *(shown.removeprefix("gradient.") for shown in SHOWN)]
    return Table(
        title, columns, [_row(name, one, ground.outcome(one)) for name, one in rows.items()]
    )


def _row(name: str, candidate: Candidate, outcome: Outcome) -> list[str]:
    return [
        name,
        " ".join(f"{weight:.2f}" for weight in candidate.weights),
        f"{candidate.curve:g}",
        str(outcome.failed),
        f"{outcome.margin:+.2f}",
        outcome.nearest,
        f"{outcome.signal:.3f}",
        *(f"{outcome.values[shown]:.3f}" for shown in SHOWN),
    ]


if __name__ == "__main__":
    main()
