"""How far this project and BFCL's checker agree on what is right, and where they do not.

Run it with `.venv/bin/python -m benchmarks.peers.agreement`.
"""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from benchmarks.peers.contestants import CONTESTANTS, running
from benchmarks.peers.environments import PEERS
from benchmarks.peers.mutations import answers
from benchmarks.peers.quirks import Quirk, explain, quirks
from benchmarks.peers.records import Calls, Record, bfcl
from benchmarks.tables import Table, publish
from graders import GradingConfig, Sample, Turn, load

SEED: Final = 11
CHANGED: Final = 5
SHORT: Final = 60
CHECKER: Final = "BFCL ast_checker"
COMPATIBLE: Final = {"weights": {"exact_match": 1.0}, "curve": 1.0}
"""The configuration that says yes or no, as the checker does; the tools' schemas go with it."""
CONFIGURATIONS: Final[dict[str, dict[str, Any]]] = {
    "default": {},
    "compatible: exact_match alone": COMPATIBLE,
    "compatible, wrong ones ranked": {
        "weights": {"exact_match": 0.9, "tool_parameters": 0.1},
        "curve": 1.0,
    },
    "nova-workshop": {"preset": "nova-workshop"},
}
Answers = list[tuple[Record, Calls]]


def main() -> None:
    """Judge all answers twice and publish where the verdicts differ."""
    rng = random.Random(SEED)
    every = [(one, calls) for one in bfcl() for calls in answers(one, rng, CHANGED)]
    with running({CHECKER: CONTESTANTS[CHECKER]}) as (runners, missing):
        if missing:
            raise SystemExit(missing[0])
        verdicts = runners[CHECKER].score([record.case(calls) for record, calls in every]).values
    judged = [
        (pair, bool(said)) for pair, said in zip(every, verdicts, strict=True) if said is not None
    ]
    pairs, right = [pair for pair, _ in judged], np.array([said for _, said in judged])
    plain = np.array([next(quirks(*pair), None) is None for pair in pairs])
    scores = {name: rewards(config, pairs) for name, config in CONFIGURATIONS.items()}
    compatible = scores["compatible: exact_match alone"] == 1.0
    rows = [figures(name, found, right, plain) for name, found in scores.items()]
    columns = ["configuration", "AUC", "AUC without quirks", "wrong: mean", "wrong paid >= 0.8"]
    title = f"{len(pairs):,} answers, {right.sum():,} of them right by the checker"
    differing = disagreements(pairs, compatible, right)
    agreed = (compatible == right).mean(), (compatible == right)[plain].mean()
    notes = [
        (
            f"ast_checker of bfcl-eval {PEERS['bfcl-eval'].version}; it raised on"
            f" {len(every) - len(pairs)} of {len(every):,} answers. Each record gives its key's"
            f" answer, two other accepted ones and {CHANGED} with one to three things changed."
        ),
        (
            f"Verdicts of the compatible configuration: {agreed[0]:.2%} are the checker's;"
            f" {agreed[1]:.2%} of the {plain.sum():,} answers without a value of the classes below."
        ),
        "The changes go for the quirks on purpose: a model writes such values less often.",
        (
            "No configuration reproduces the classes: it would take a comparator that drops the"
            " marks the checker drops (then -15 is 15 in a text), and integers by Python's type."
        ),
    ]
    tables = [Table(title, columns, rows), differing]
    publish("agreement", "Agreement with BFCL's checker", tables, notes)


def rewards(config: dict[str, Any], pairs: Answers) -> np.ndarray[Any, Any]:
    """The rewards under a configuration; references and tools are BFCL's own."""
    grader = load("tool_call", GradingConfig.model_validate(config))
    samples = [
        Sample("1", Turn(json.dumps(calls)), one.accepted, one.question, tuple(one.tools))
        for one, calls in pairs
    ]
    return np.array([grader.grade(sample).score for sample in samples], dtype=float)


def figures(name: str, scores: Any, right: Any, plain: Any) -> list[str]:
    """A configuration's row."""
    wrong = scores[~right]
    return [
        name,
        f"{auc(scores[right], wrong):.4f}",
        f"{auc(scores[right & plain], scores[~right & plain]):.4f}",
        f"{wrong.mean():.2f}",
        f"{(wrong >= 0.8).mean():.1%}",  # noqa: PLR2004  # design's bar
    ]


def auc(right: Sequence[float], wrong: Sequence[float]) -> float:
    """The chance that a right answer is paid more than a wrong one; ties count half."""
    order = np.sort(wrong)
    below, upto = (np.searchsorted(order, right, side) for side in ("left", "right"))
    return float((below + upto).mean() / 2 / len(order))


def disagreements(pairs: Answers, ours: Any, theirs: Any) -> Table:
    """Every class of differing verdicts with its counts and an example."""
    counts: dict[Quirk, list[int]] = defaultdict(lambda: [0, 0])
    examples: dict[Quirk, tuple[str, Any, Any]] = {}
    for (record, calls), mine, said in zip(pairs, ours, theirs, strict=True):
        if mine != said:
            quirk, value, accepted = explain(record, calls)
            counts[quirk][int(said)] += 1
            examples.setdefault(quirk, (record.id, value, accepted))
    rows = [
        [quirk.name, *map(str, count), _example(*examples[quirk]), quirk.why]
        for quirk, count in sorted(counts.items(), key=lambda item: -sum(item[1]))
    ]
    title = f"Where the verdicts differ: {sum(map(sum, counts.values()))} answers"
    return Table(title, ["what it is", "right here", "right there", "example", "why"], rows)


def _example(record: str, *sides: Any) -> str:
    mine, theirs = (_short(json.dumps(side, ensure_ascii=False)) for side in sides)
    return f"{record}: {mine} for {theirs}"


def _short(text: str) -> str:
    return text if len(text) <= SHORT else f"{text[:SHORT]}..."


if __name__ == "__main__":
    main()
