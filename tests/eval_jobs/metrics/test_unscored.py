"""What has no score, or cannot be measured, is counted or told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.metrics.errors import MetricsError
from eval_jobs.metrics.facts import facts_of
from eval_jobs.metrics.measure import measure
from eval_jobs.run import Detail
from tests.eval_jobs.metrics.runs import CONFIG, calls, record, run_of

if TYPE_CHECKING:
    from eval_jobs.metrics.facts import Facts
    from graders.case import Case


UNSCORED = [
    record(calls("a"), calls("a")),
    {"messages": [{"role": "user", "content": "?"}], "reference_answer": calls("a")},
    record(calls("a"), 7),
    {"what": "is this"},
    record("[]", calls("a")),
]


def test_the_unscored_are_counted_by_code_and_nowhere_else() -> None:
    found = measure(run_of(UNSCORED), CONFIG)
    assert found.samples == 5
    assert found.unscored == {"malformed_record": 1, "malformed_reference": 1, "no_answer": 1}
    assert found.means["reward"] == (0.5, 2)
    assert found.means["tool_f1"] == (0.5, 2)
    assert found.micro == pytest.approx((1.0, 0.5, 2 / 3, 2, 1, 1))
    assert sum(found.rewards) == 2


def test_without_a_scored_sample_everything_is_undefined() -> None:
    found = measure(run_of(UNSCORED[1:4], confidence=[0.5] * 3), CONFIG)
    assert set(found.means.values()) == {(None, 0)}
    assert found.micro == found.macro == (None, None, None, 0, 0, 0)
    assert {one.value for one in found.shares.values()} == {None}
    assert found.confusion == (["no call"], [[0]])
    assert (found.tools, found.parameters, found.labels, found.calibration) == ({}, {}, None, None)
    assert found.rewards == [0] * 20


def test_a_scored_sample_that_cannot_be_read_here_keeps_its_reward() -> None:
    run = run_of([record(calls("a"), calls("a"))] * 2)
    details = [next(run.details()), Detail("id-1", {"what": "is this"})]
    found = measure(run._replace(details=lambda: iter(details)), CONFIG)
    assert found.unscored == {"malformed_record": 1}
    assert (found.means["reward"], found.micro.support) == ((1.0, 2), 1)


def test_a_scored_sample_that_cannot_be_graded_here_has_the_code_of_why() -> None:
    scored = run_of([record(calls("a"), calls("a"))] * 3)
    run = scored._replace(details=run_of(UNSCORED[:3]).details)
    found = measure(run, CONFIG)
    assert found.unscored == {"malformed_reference": 1, "no_answer": 1}
    assert (found.means["reward"], found.micro.support) == ((1.0, 3), 1)


def test_a_defect_of_grading_costs_its_sample_only(monkeypatch: pytest.MonkeyPatch) -> None:
    def defective(case: Case) -> Facts:
        if "b" in case.called:
            raise RuntimeError
        return facts_of(case)

    monkeypatch.setattr("eval_jobs.metrics.examined.facts_of", defective)
    found = measure(run_of([record(calls(name), calls(name)) for name in "abc"]), CONFIG)
    assert found.unscored == {"grader_error": 1}
    assert [*found.tools] == ["a", "c"]


def test_a_code_that_is_not_known_is_called_so() -> None:
    run = run_of(UNSCORED[1:2])
    assert run.samples is not None
    found = measure(run._replace(samples=run.samples._replace(codes=[None])), CONFIG)
    assert found.unscored == {"unknown": 1}


def test_a_run_of_averages_cannot_be_measured() -> None:
    run = run_of([])._replace(samples=None, name="base")
    with pytest.raises(MetricsError, match="base: only averages came back"):
        measure(run, CONFIG)


def test_details_that_do_not_fit_the_samples_are_no_silent_loss() -> None:
    run = run_of(UNSCORED)._replace(details=lambda: iter([]))
    with pytest.raises(ValueError, match="shorter"):
        measure(run, CONFIG)
