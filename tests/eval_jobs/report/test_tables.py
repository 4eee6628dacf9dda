from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.report import tables
from tests.support import material
from tests.support.material import single_run, three_runs, two_runs, undefined

if TYPE_CHECKING:
    from eval_jobs.report.material import Material


@pytest.mark.parametrize("make", material.ALL)
def test_every_row_is_as_wide_as_its_table(make: material.Make) -> None:
    found = make()
    every = [tables.leaderboard(found), tables.metrics(found), *tables.slices(found)]
    every += tables.slices_in_full(found)
    every.append(tables.rates("t", "tool", {r: b.tools for r, b in found.breakdowns.items()}))
    if (differences := tables.differences(found)) is not None:
        every.append(differences)
    for table in every:
        assert all(len(row) == len(table.columns) for row in table.rows)
        assert all(isinstance(cell, str) for row in table.rows for cell in row)


def test_the_leaderboard_has_the_highest_reward_first() -> None:
    rows = tables.leaderboard(three_runs()).rows
    assert [row[0] for row in rows] == ["sft", "sft-rft", "base"]
    assert rows[0] == (
        *("sft", "0.750 [0.710, 0.790]", "+0.310 [+0.265, +0.355]"),
        *("< 0.001", "120/10/68"),
    )
    assert rows[2][2:] == ("baseline", "", "")


def test_undefined_rewards_come_last() -> None:
    found = two_runs()
    assert found.comparison is not None
    estimates = dict(found.comparison.estimates["reward"])
    nothing = estimates["zero_shot"]._replace(value=None, low=None, high=None)
    nil = estimates["few_shot"]._replace(value=0.0)
    comparison = found.comparison._replace(
        estimates={"reward": {"zero_shot": nothing, "few_shot": nil}}
    )
    rows = tables.leaderboard(found._replace(comparison=comparison)).rows
    assert [row[0] for row in rows] == ["few_shot", "zero_shot"]
    assert rows[1][1] == "undefined"


def test_metrics_stand_side_by_side() -> None:
    table = tables.metrics(two_runs())
    assert table.columns == ("metric", "zero_shot", "few_shot")
    assert ("micro_f1", "0.500", "0.815") in table.rows


def test_a_single_run_shows_means_and_micro_figures_but_no_raw_counts() -> None:
    rows = {row[0]: row[1] for row in tables.metrics(single_run()).rows}
    assert rows["reward"] == rows["micro_precision"] == "0.700"
    assert "tool_false_count" not in rows
    assert tables.differences(single_run()) is None


def test_slices_say_how_many_samples_they_are_over() -> None:
    (table,) = tables.slices(two_runs())
    assert table.columns == ("Type", "samples", "zero_shot", "few_shot")
    assert table.rows[0] == ("Fees", "90", "0.500", "0.815")


def test_a_slice_that_one_run_lacks_is_undefined_there() -> None:
    found = two_runs()
    lacking = found.breakdowns["few_shot"]._replace(slices={})
    breakdowns = {**found.breakdowns, "few_shot": lacking}
    (table,) = tables.slices(found._replace(breakdowns=breakdowns))
    assert table.rows[0] == ("Fees", "90", "0.500", "undefined")


def uneven() -> Material:
    """Two runs of which one has fewer scored samples, and a metric over still fewer."""
    found = two_runs()
    assert found.comparison is not None
    estimates = {name: dict(by_run) for name, by_run in found.comparison.estimates.items()}
    for name, samples in (("reward", 150), ("tool_f1", 150), ("micro_f1", 40)):
        estimates[name]["few_shot"] = estimates[name]["few_shot"]._replace(samples=samples)
    fees = found.breakdowns["few_shot"].slices["Type"]["Fees"]._replace(unscored=50)
    of_few = found.breakdowns["few_shot"]._replace(slices={"Type": {"Fees": fees}})
    return found._replace(
        comparison=found.comparison._replace(estimates=estimates),
        breakdowns={**found.breakdowns, "few_shot": of_few},
    )


def test_metrics_over_different_numbers_of_samples_say_so() -> None:
    table = tables.metrics(uneven())
    assert table.columns == ("metric", "zero_shot (198 scored)", "few_shot (150 scored)")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["reward"] == rows["tool_f1"] == ("0.500", "0.815")
    assert rows["exact_match_score"] == ("0.500", "0.815 (198)")
    assert rows["micro_f1"] == ("0.500", "0.815 (40)")


def test_a_metric_over_other_numbers_than_another_run_says_both() -> None:
    found = two_runs()
    assert found.comparison is not None
    by_run = dict(found.comparison.estimates["tool_f1"])
    by_run["few_shot"] = by_run["few_shot"]._replace(samples=5)
    estimates = {**found.comparison.estimates, "tool_f1": by_run}
    table = tables.metrics(
        found._replace(comparison=found.comparison._replace(estimates=estimates))
    )
    assert table.columns == ("metric", "zero_shot", "few_shot")
    rows = {row[0]: row[1:] for row in table.rows}
    assert rows["tool_f1"] == ("0.500 (198)", "0.815 (5)")
    assert rows["reward"] == ("0.500", "0.815")


def test_slices_over_different_numbers_of_samples_say_so() -> None:
    (table,) = tables.slices(uneven())
    assert table.columns == ("Type", "samples", "zero_shot", "few_shot")
    assert table.rows[0] == ("Fees", "90", "0.500 (89)", "0.815 (40)")
    assert table.rows[1] == ("Deadlines", "110", "0.470 (109)", "undefined")


def test_slices_in_full_have_every_figure_of_every_run() -> None:
    (table,) = tables.slices_in_full(uneven())
    columns = ("Type", "run", "samples", "unscored", "reward", "exact match", "micro F1")
    assert table.columns == columns
    assert table.rows == [
        ("Fees", "zero_shot", "90", "1", "0.500", "0.400", "0.500"),
        ("Fees", "few_shot", "90", "50", "0.815", "0.715", "0.815"),
        ("Deadlines", "zero_shot", "110", "1", "0.470", "undefined", "0.500"),
    ]


def test_a_run_alone_is_compared_with_nothing() -> None:
    alone = material.material(["only"], [0.7])
    table = tables.leaderboard(alone)
    assert table.columns == ("run", "reward", "scored samples")
    assert table.rows == [("only", "0.700 [0.660, 0.740]", "198")]
    assert tables.differences(alone) is None


def test_undefined_is_said() -> None:
    assert all(row[1:] == ("undefined", "undefined") for row in tables.metrics(undefined()).rows)


def test_names_are_merged_in_the_order_of_their_appearance() -> None:
    assert tables.merged([["b", "a"], ["c", "a"]]) == ["b", "a", "c"]
