"""The search for weights pays what the graders pay, and measures what the audit measures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from benchmarks.weights.candidates import DEFAULT, Candidate, candidates
from benchmarks.weights.components import Components
from benchmarks.weights.criteria import Ground
from eval_jobs.audit.item import Item, read_items
from eval_jobs.audit.paying import Probe
from eval_jobs.evaluate.questions import Dataset
from graders import GradingConfig, load
from graders.records import read_record
from tests.examples.records import FOLDER

if TYPE_CHECKING:
    from collections.abc import Sequence


@pytest.fixture(scope="module")
def items() -> Sequence[Item]:
    found = read_items(Dataset(FOLDER / "test.jsonl", print))
    return [item for _, item in found if isinstance(item, Item)][:12]


def test_candidates_are_weights_that_sum_to_one_and_the_default_is_one() -> None:
    grid = [*candidates()]
    assert len(set(grid)) == len(grid)
    assert DEFAULT in grid
    assert all(sum(one.weights) == pytest.approx(1) for one in grid)
    assert all(min(one.weights[:4]) > 0 for one in grid)


@pytest.mark.parametrize("candidate", [DEFAULT, Candidate((0.2, 0.2, 0.2, 0.2, 0.2), 1.5)])
def test_a_candidate_pays_what_the_grader_pays(items: Sequence[Item], candidate: Candidate) -> None:
    names = GradingConfig().weights
    weights = dict(zip(names, candidate.weights, strict=True))
    grader = load("tool_call", GradingConfig(weights=weights, curve=candidate.curve))
    answers = ("", "I cannot.", '[{"name": "x"', *(item.gold for item in items))
    probes = [Probe(item, answer) for item in items for answer in answers]
    paid = Components().under(candidate)(probes, "")
    graded = [grader.grade(read_record(one.item.answered(one.answer))).score for one in probes]
    assert paid == [pytest.approx(score) for score in graded]
    assert len(set(paid)) > 3


def test_a_verdict_has_less_signal_and_leaves_groups_without_any(items: Sequence[Item]) -> None:
    found = Dataset(FOLDER / "test.jsonl", print)
    ground = Ground(found, len(items))
    own, verdict = ground.outcome(DEFAULT), ground.outcome(Candidate((0, 0, 0, 0, 1), 1))
    assert own.failed == 0 < own.margin
    assert verdict.signal < own.signal / 2
    assert own.values["gradient.flat"] < 0.05 < verdict.values["gradient.flat"]
