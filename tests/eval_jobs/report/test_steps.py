from __future__ import annotations

from eval_jobs.report.steps import with_steps
from eval_jobs.study import Study, prepare
from tests.eval_jobs.metrics.runs import calls, record, run_of

LEVEL = 0.95


def series(baseline: str | None, *rights: int) -> Study:
    """Runs `0`, `1` and so on, with so many right answers of 20 each."""
    runs = [
        run_of(
            [record(calls("a" if k < right else "b"), calls("a")) for k in range(20)], name=str(n)
        )
        for n, right in enumerate(rights)
    ]
    return with_steps(prepare(runs, baseline, force=False), LEVEL)


def test_each_step_but_the_one_from_the_baseline_is_told() -> None:
    better, worse = series(None, 0, 5, 20, 2).notes
    assert "itself: 2 is better than 1: reward +0.7" in better
    assert "p < 0.001; smallest" in better  # corrected for no other step
    assert "itself: 3 is worse than 2: reward -0.8" in worse
    assert "tool_f1 +0.750 [" in better


def test_where_two_runs_are_compared_the_comparison_says_it_all() -> None:
    assert series(None, 0, 20).notes == []


def test_a_step_to_or_from_the_baseline_is_told_once() -> None:
    (first,) = series("2", 0, 5, 20).notes
    assert "itself: 1 is " in first
    assert series("1", 0, 5, 20).notes == []
