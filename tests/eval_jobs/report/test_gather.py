from __future__ import annotations

import json
import math
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from eval_jobs.report.gather import Gathered
from eval_jobs.report.html.failures import examples_json
from eval_jobs.study import prepare
from graders import GradingConfig
from tests.eval_jobs.metrics.runs import calls, record, run_of
from tests.support import material

if TYPE_CHECKING:
    from eval_jobs.run import Detail, Run

FIELD = GradingConfig(field="Type")
DATA = record({"Type": "x"}, {"Type": "x"})


def gathered(*runs: Run) -> Gathered:
    study = prepare(runs, None, force=False)
    return Gathered(study, study.compare(0.95), None)


def scored(run: Run, *rewards: float, **metrics: list[float]) -> Run:
    """The run with these rewards and no other figures than these."""
    assert run.samples is not None
    columns = {name: np.array(values) for name, values in metrics.items()}
    samples = run.samples._replace(reward=np.array(rewards), metrics=columns)
    return run._replace(samples=samples)


def states(found: Gathered, run: str) -> list[tuple[str, Any]]:
    """What the page says of each of its examples."""
    shown = material.material([run], [0.5])._replace(examples=found.examples)
    answers = [one["answers"][run] for one in json.loads(examples_json(shown))]
    return [(one["state"], one["kinds"]) for one in answers]


def test_right_and_wrong_follow_the_run_and_not_what_its_answers_look_like() -> None:
    text = record("Forty-two.", {"answer": "42"})
    run = scored(run_of([text] * 3), 1.0, 0.4, math.nan, exact_match_score=[1.0, 0.0, math.nan])
    found = gathered(run)
    assert [row.kinds["run"] for row in found.rows()] == [(), ("wrong",), ("unscored",)]
    assert [row.exact["run"] for row in found.rows()] == [1.0, 0.0, None]
    assert states(found, "run") == [("unscored", ["unscored"]), ("wrong", ["wrong"])]


def test_labels_that_are_wrong_are_wrong_and_no_damaged_calls() -> None:
    records = [DATA, record("{'Type': 'y',}", {"Type": "x"}), record(calls("a"), {"Type": "x"})]
    run = run_of(records, FIELD, "field_match")
    run = run._replace(configuration={"grader": "field_match", "config": {"field": "Type"}})
    assert [row.kinds["run"] for row in gathered(run).rows()] == [(), ("wrong",), ("wrong",)]


def test_labels_beside_calls_are_not_judged_by_the_calls() -> None:
    reference = {"Query analysis": {"Type": "x", "Tools": [{"Tool": "a"}]}}
    run = scored(run_of([record(calls("b"), reference)]), 0.5)
    of_calls = [row.kinds["run"] for row in gathered(run).rows()]
    labelled = run._replace(configuration={"grader": "field_match"})
    assert of_calls == [("wrong_tool",)]
    assert [row.kinds["run"] for row in gathered(labelled).rows()] == [("wrong",)]


def test_a_reward_of_1_is_right_where_there_is_no_exact_match() -> None:
    run = scored(run_of([record(calls("b"), calls("a"))] * 2), 1.0 - 1e-12, 0.9)
    assert [row.kinds["run"] for row in gathered(run).rows()] == [(), ("wrong_tool",)]


def test_one_pass_gives_samples_and_breakdowns() -> None:
    run = run_of([record(calls(name), calls("a"), level=name) for name in "aab"])
    passes: list[int] = []

    def details() -> Iterator[Detail]:
        passes.append(1)
        return run.details()

    found = gathered(run._replace(details=details))
    assert len(passes) == 1
    assert found.breakdowns == prepare([run], None, force=False).breakdowns(None)
    assert [row.slices for row in found.rows()] == [{"level": name} for name in "aab"]
    assert found.examples_total == 1
    assert found.examples[0].kinds == {"run": ("wrong_tool",)}


def test_samples_that_say_the_same_share_it() -> None:
    run = run_of([record(calls("b"), calls("a"), level="x")] * 3)
    rows = list(gathered(run).rows())
    assert len({id(row.kinds["run"]) for row in rows}) == 1
    assert len({id(row.slices) for row in rows}) == 1


def test_a_sample_without_an_answer_is_there_to_be_found() -> None:
    asked = {"messages": [{"role": "user", "content": "What?"}], "reference_answer": calls("a")}
    found = gathered(run_of([asked, "no record"]))
    assert states(found, "run") == [("unscored", ["unscored"])] * 2
    assert found.examples[0].question == "What?"


def test_what_did_not_join_is_not_there() -> None:
    one = run_of([record(calls("a"), calls("a"))] * 3, name="one")
    two = run_of([record(calls("b"), calls("a"))] * 2, name="two")
    found = gathered(one, two)
    assert [row.id for row in found.rows()] == ["id-0", "id-1"]
    assert all(row.kinds == {"one": (), "two": ("wrong_tool",)} for row in found.rows())
