"""Rows of known ids: answers to one prompt, or rows that were written twice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.results.read import read_run
from eval_jobs.results.samples import Collector
from tests.support import artifacts

if TYPE_CHECKING:
    from eval_jobs.results.layout import EvaluatedRow


def written(folder: Path, table: artifacts.Rows, mean: float) -> Path:
    """Details of these rows, beside a results JSON that gives `mean` for their reward."""
    folder = folder / artifacts.NAME / "eval_results"
    artifacts.write_results(folder, {"results": {"all": {"lambda_reward_score": mean}}})
    artifacts.write_details(folder, [artifacts.json_cells(row) for row in table])
    return folder.parent


def of(number: int, reward: float) -> EvaluatedRow:
    row = artifacts.rows()[number]
    return row._replace(row=row.row._replace(reward=reward, code=None))


def test_equal_answers_to_one_prompt_are_samples(tmp_path: Path, told: list[str]) -> None:
    """Rollouts: of each prompt's four answers three are the same, and right."""
    table = [of(number, reward) for number in (0, 1) for reward in (1.0, 1.0, 0.0, 1.0)]
    run = read_run(written(tmp_path, table, 0.75), report=told.append)
    assert run.samples is not None
    ids = [f"sample-{n}{copy}" for n in (1, 2) for copy in ("", "#2", "#3", "#4")]
    assert list(run.samples.ids) == ids
    assert run.samples.reward.mean() == 0.75
    assert [detail.id for detail in run.details()] == ids
    assert told == ["tool-use-eval: 6 more rows of known ids; called id#2 and so on"]


def test_repeats_at_the_end_that_the_runs_own_mean_lacks_are_left_out(
    tmp_path: Path, told: list[str]
) -> None:
    table = [of(0, 1.0), of(1, 0.0), of(1, 0.0), of(0, 1.0), of(0, 1.0)]
    run = read_run(written(tmp_path, table, 1 / 3), report=told.append)
    assert run.samples is not None
    assert list(run.samples.ids) == ["sample-1", "sample-2", "sample-2#2"]
    assert [detail.id for detail in run.details()] == list(run.samples.ids)
    left_out, renamed = told
    assert "the last 2 of 5 rows repeat earlier ones" in left_out
    assert renamed == ("tool-use-eval: 1 more rows of known ids; called id#2 and so on")


@pytest.mark.parametrize(
    "table",
    [
        [of(0, 1.0), of(1, 0.0)],
        [of(0, 1.0), of(1, 0.0), of(0, 1.0)],  # without the repeat it would be no better
        [of(0, 0.0), of(1, 0.0), of(2, 1.0)],  # no repeat
        [of(0, 0.0), of(0, 0.0), of(2, 1.0)],  # none at the end
    ],
)
def test_a_mean_that_the_rows_contradict_is_told_and_costs_none(
    table: list[EvaluatedRow], tmp_path: Path, told: list[str]
) -> None:
    run = read_run(written(tmp_path, table, 0.0), report=told.append)
    assert run.samples is not None
    assert len(run.samples.ids) == len(table)
    found = run.samples.reward.mean()
    assert told[0] == (
        f"tool-use-eval: the mean reward of its {len(table)} rows is {found:.6f}, that in its "
        "results JSON 0.000000: rows may be missing, or be those of another evaluation"
    )


def test_unscored_rows_are_zeros_in_the_runs_own_mean(tmp_path: Path, told: list[str]) -> None:
    table = [of(0, 1.0), artifacts.rows()[6], artifacts.rows()[7], of(1, 1.0)]
    run = read_run(written(tmp_path, table, 0.5), report=told.append)
    assert run.samples is not None
    assert np.isnan(run.samples.reward).tolist() == [False, True, True, False]
    assert told == []


@given(st.lists(st.sampled_from(["a", "a#2", "a#3", "a#2#2", "b"]), min_size=1, max_size=8))
def test_no_two_samples_have_one_id(ids: list[str]) -> None:
    collector = Collector()
    row = artifacts.rows()[0]
    collector.add_all(row._replace(row=row.row._replace(id=one)) for one in ids)
    assert len(set(collector.ids)) == len(ids)
    assert all(new.startswith(old) for new, old in zip(collector.ids, ids, strict=True))
    assert collector.renamed == sum(new != old for new, old in zip(collector.ids, ids, strict=True))
