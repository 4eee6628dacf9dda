from __future__ import annotations

import numpy as np
import pytest

from benchmarks.peers.agreement import auc
from benchmarks.peers.behaviour import cell
from benchmarks.peers.intervals import coverage, own_interval
from benchmarks.peers.studies import SCENARIOS, STUDIES, drawn
from benchmarks.tables import Table, markdown


def test_auc_is_the_chance_that_right_is_paid_more_and_ties_count_half() -> None:
    assert auc([1, 1], [0, 0.5]) == 1
    assert auc([1, 0], [1, 0]) == 0.5
    assert auc([0.5], [0.2, 0.5, 0.9, 0.9]) == pytest.approx((1 + 0.5) / 4)


def test_a_cell_says_what_was_scored_and_what_raised() -> None:
    assert cell([1, 0]) == "0.50"
    assert cell([1, None]) == "1.00, raises 50%"
    assert cell([None]) == "raises"


def test_an_interval_that_is_missing_does_not_hold() -> None:
    assert coverage(iter([(0.1, 0.3), (0.3, 0.5), (None, None)]), 0.2) == ("33.3%", "0.200")
    assert coverage(iter([(None, None)]), 0.2) == ("-", "-")


@pytest.mark.parametrize("scenario", SCENARIOS, ids=lambda one: one.name)
def test_the_truth_of_a_scenario_is_what_many_draws_come_to(scenario: object) -> None:
    found = [study["runs"] for study in drawn(scenario)]  # type: ignore[arg-type]
    values = [np.mean(runs[-1]) - (np.mean(runs[0]) if runs[1:] else 0) for runs in found]
    error = np.std(values) / np.sqrt(STUDIES)
    assert np.mean(values) == pytest.approx(scenario.truth, abs=4 * error)  # type: ignore[attr-defined]


def test_an_interval_of_this_project_is_that_of_the_candidate_over_the_first_run() -> None:
    study = {"runs": [[0.2] * 20, [0.3] * 19 + [0.9]], "prompts": list(range(20))}
    low, high = own_interval({**study, "resamples": 200})
    assert low is not None
    assert high is not None
    assert 0.09 < low < 0.13 < high


def test_a_page_has_all_tables_and_notes() -> None:
    page = markdown("Heading", [Table("One", ["a", "b"], [["1|2", "3"]])], ["A note."])
    assert page == "# Heading\n\n## One\n\n| a | b |\n| --- | --- |\n| 1\\|2 | 3 |\n\n- A note.\n"
