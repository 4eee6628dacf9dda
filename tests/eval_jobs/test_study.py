from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.study import prepare
from tests.eval_jobs.metrics.runs import calls, record, run_of

if TYPE_CHECKING:
    from eval_jobs.run import Run

RIGHT = [record(calls("a"), calls("a"), level=k % 2) for k in range(6)]
WRONG = [record(calls("b"), calls("a"), level=k % 2) for k in range(6)]


def without(run: Run, dropped: int) -> Run:
    """The run without its first samples."""
    assert run.samples is not None
    kept = range(dropped, len(run.samples.ids))
    details = list(run.details())[dropped:]
    return run._replace(samples=run.samples.at(kept), details=lambda: iter(details))


def test_every_figure_is_over_the_joined_samples() -> None:
    whole = run_of([*WRONG[:4], *RIGHT[4:]], name="whole")
    part = without(run_of(RIGHT, name="part"), 4)
    study = prepare([whole, part], None, force=False)
    found = study.breakdowns(None)
    for name, breakdown in found.items():
        assert breakdown == found["whole"]._replace(run=name)
        assert (breakdown.samples, breakdown.micro.support) == (2, 2)
        assert breakdown.means["reward"] == (1.0, 2)
        assert {value: one.samples for value, one in breakdown.slices["level"].items()} == {
            "0": 1,
            "1": 1,
        }
        assert sum(breakdown.rewards) == 2
    estimates = study.compare(0.95).estimates["exact_match_score"]
    assert {one.samples for one in estimates.values()} == {2}


def test_each_joined_sample_is_seen_once_a_run_and_in_its_place() -> None:
    one, other = run_of(RIGHT, name="one"), without(run_of(WRONG, name="other"), 2)
    study = prepare([one, other], None, force=False)
    seen: dict[tuple[str, int], object] = {}
    study.breakdowns(None, lambda run, k, found: seen.update({(run.name, k): found.sample}))
    assert sorted(seen) == [(name, k) for name in ("one", "other") for k in range(4)]
    assert study.paired.ids == ["id-2", "id-3", "id-4", "id-5"]
