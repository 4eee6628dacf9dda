from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from eval_jobs.audit.check import Check
from eval_jobs.report.audit.plots import ladders, limit, plots
from tests.support import audits

if TYPE_CHECKING:
    from eval_jobs.audit.check import Section


@pytest.fixture
def sections() -> dict[str, Section]:
    return {section.name: section for section in audits.mixed().audit.sections}


def test_a_ladder_has_the_bar_of_the_check_that_is_named_like_it(
    sections: dict[str, Section],
) -> None:
    blind = sections["blind_spots"]
    repeat, shuffle = blind.ladders
    assert limit(blind, repeat) == 0.25
    assert limit(blind, shuffle) is None
    assert limit(blind, repeat._replace(name="rises")) is None
    others = Check("blind_spots.full_damage", audits.bar("Others", 0.7, 0.8), 0.1, 1)
    both = blind._replace(checks=[*blind.checks, others])
    assert (limit(both, repeat), limit(both, shuffle)) == (0.25, 0.8)
    assert limit(both, shuffle._replace(name="numbers_near")) is None
    dashed = ["stroke-dasharray" in str(plot.svg) for plot in ladders(blind)]
    assert dashed == [True, False]
    holes = ["#d55e00" in str(plot.svg) for plot in ladders(blind)]
    assert holes == [True, False]


def test_rewards_stand_beside_their_bars(sections: dict[str, Section]) -> None:
    (plot,) = plots(sections["free_lunch"])
    assert plot.table.rows[1] == ("Best constant answer", "0.510", "<= 0.2", "<= 0.25")
    assert len(plot.table.rows) == 3
    assert "Every tool, the question" in str(plot.svg)
    assert "#d55e00" in str(plot.svg)


def test_a_section_with_nothing_to_draw_has_no_plots(sections: dict[str, Section]) -> None:
    for name in ("false_zeros", "robustness", "data"):
        assert plots(sections[name]) == ladders(sections[name]) == []


def test_groups_are_drawn_by_size(sections: dict[str, Section]) -> None:
    (plot,) = plots(sections["gradient"])
    assert "groups of 4" in str(plot.svg)
    assert "groups of 8" in str(plot.svg)
    assert plot.table.rows[2] == ("recorded answers", "4", "52", "40.0%", "0.080", "undefined")
