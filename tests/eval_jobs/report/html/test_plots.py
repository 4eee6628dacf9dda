from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import pytest

from eval_jobs.metrics.breakdown import Confusion
from eval_jobs.report.html import charts
from eval_jobs.report.html.plots import MOST_POINTS, Plot, plots, thinned
from tests.support import material

if TYPE_CHECKING:
    from eval_jobs.report.material import Material


def parsed(svg: str) -> ET.Element:
    return ET.fromstring(svg)  # noqa: S314  # this project wrote it


def by_title(found: Material) -> dict[str, Plot]:
    return {plot.title: plot for plot in plots(found)}


@pytest.fixture(scope="module")
def two() -> dict[str, Plot]:
    return by_title(material.two_runs())


def test_every_figure_that_is_there_is_plotted(two: dict[str, Plot]) -> None:
    assert list(two) == [
        "Reward by run",
        "Distribution of rewards",
        "Difference to zero_shot",
        "Metrics",
        "F1 by tool",
        "Tools confused by zero_shot",
        "Tools confused by few_shot",
        "Reliability: confidence and share right",
        "Precision and recall of exact matches by confidence",
        "Training: train/reward",
    ]


@pytest.mark.parametrize("make", material.ALL)
def test_each_svg_is_named_says_its_figures_and_has_a_table(make: material.Make) -> None:
    ids: list[str] = []
    for plot in plots(make()):
        root = parsed(plot.svg)
        assert root.get("role") == "img"
        label = root.get("aria-label")
        assert label is not None
        assert label.startswith(plot.title)
        assert [child.tag for child in root[:2]] == ["title", "desc"]
        assert plot.table.rows
        assert ", ".join(plot.table.columns[:1]) in (root[1].text or "")
        for element in root.iter():
            assert element.tag not in {"style", "script", "metadata", "image"}
            assert "style" not in element.attrib
            assert not [name for name in element.attrib if name.startswith("{")]
            if "id" in element.attrib:
                ids.append(element.attrib["id"])
        known = {element.get("id") for element in root.iter()}
        used = re.findall(r'(?:url\(#|href="#)([^")]+)', plot.svg)
        assert set(used) <= known
    assert len(ids) == len(set(ids))


def test_figures_are_in_the_description(two: dict[str, Plot]) -> None:
    assert "few_shot, 0.815 [0.775, 0.855]" in two["Reward by run"].svg
    assert "reward, few_shot, +0.315 [+0.270, +0.360]" in two["Difference to zero_shot"].svg


def test_text_stays_text(two: dict[str, Plot]) -> None:
    texts = [element.text for element in parsed(two["F1 by tool"].svg).iter("text")]
    assert {"zero_shot", "few_shot", "statute_retrieval"} <= set(texts)


def test_names_are_no_formulas() -> None:
    found = by_title(material.material(["a", "b"], [0.4, 0.6], tools=["$x^2$"]))
    texts = [element.text for element in parsed(found["F1 by tool"].svg).iter("text")]
    assert "$x^2$" in texts


def test_the_same_material_gives_the_same_picture(two: dict[str, Plot]) -> None:
    assert by_title(material.two_runs()) == two


def test_what_is_undefined_has_no_plot() -> None:
    assert by_title(material.undefined()) == {}


def test_a_single_run_has_no_differences() -> None:
    assert not [title for title in by_title(material.single_run()) if "ifference" in title]


def test_a_run_has_its_colour_in_every_plot(two: dict[str, Plot]) -> None:
    base, other = (style.colour for style in charts.STYLES[:2])
    assert base in two["Metrics"].svg
    for title in ("Metrics", "Difference to zero_shot"):
        assert other in two[title].svg
    assert base not in two["Difference to zero_shot"].svg


def test_series_without_points_are_an_empty_chart() -> None:
    figure = charts.dots(["reward"], {"a": [None], "b": [None]}, "value")
    assert figure.axes[0].get_legend_handles_labels() == ([], [])


def test_many_runs_are_told_apart_and_the_rest_stays_in_the_table() -> None:
    runs = [f"step-{index}" for index in range(26)]
    found = by_title(material.material(runs, [index / 26 for index in range(26)]))
    rows = {row[1] for row in found["Metrics"].table.rows}
    texts = {element.text for element in parsed(found["Metrics"].svg).iter("text")}
    assert rows == set(runs)
    assert "step-6" in texts
    assert "step-7" not in texts


def test_only_the_biggest_tools_are_drawn() -> None:
    tools = [f"tool_{index}" for index in range(30)]
    found = by_title(material.material(["a", "b"], [0.4, 0.6], tools=tools))
    table = found["Tools confused by a"].table
    assert table.columns == ("expected", *tools[:15], "no call")
    assert table.rows[-1][0] == "no call"
    assert table.rows[-1][-1] == "60"
    assert len(found["F1 by tool"].table.rows) == 60


def test_confusion_has_rows_for_expected_tools_and_columns_for_called_ones() -> None:
    labels = ["wanted", "both", "invented", "no call"]
    counts = [[0, 2, 3, 4], [0, 5, 0, 0], [0, 0, 0, 0], [0, 0, 1, 0]]
    found = material.material(["a", "b"], [0.4, 0.6])
    one = found.breakdowns["a"]._replace(confusion=Confusion(labels, counts))
    plot = by_title(found._replace(breakdowns={**found.breakdowns, "a": one}))[
        "Tools confused by a"
    ]
    assert plot.table.columns == ("expected", "both", "invented", "no call")
    assert plot.table.rows == [
        ("wanted", "2", "3", "4"),
        ("both", "5", "0", "0"),
        ("no call", "0", "1", "0"),
    ]


def test_the_most_called_tools_are_columns_whatever_is_expected() -> None:
    labels = [*(f"tool_{index:02}" for index in range(20)), "invented", "no call"]
    counts = [[0] * 22 for _ in labels]
    for index in range(20):
        counts[index][index] = 1
    counts[0][20] = 9
    found = material.material(["a", "b"], [0.4, 0.6])
    one = found.breakdowns["a"]._replace(confusion=Confusion(labels, counts))
    plot = by_title(found._replace(breakdowns={**found.breakdowns, "a": one}))[
        "Tools confused by a"
    ]
    assert plot.table.columns == ("expected", *labels[:14], "invented", "no call")


def test_rewards_outside_of_the_bins_have_bars_of_their_own(two: dict[str, Plot]) -> None:
    found = material.material(["a", "b"], [0.4, 0.6])
    one = found.breakdowns["a"]._replace(beyond=(7, 11))
    plot = by_title(found._replace(breakdowns={**found.breakdowns, "a": one}))[
        "Distribution of rewards"
    ]
    rows = plot.table.rows
    assert (rows[0], rows[-1]) == (("below 0", "7", "0"), ("above 1", "11", "0"))
    texts = [element.text or "" for element in parsed(plot.svg).iter("text")]
    assert any("the outer bars: below 0, above 1" in text for text in texts)
    without = two["Distribution of rewards"]
    assert len(without.table.rows) == len(rows) - 2 == 20
    assert "outer" not in without.svg


@pytest.mark.parametrize("count", [0, 1, MOST_POINTS, MOST_POINTS + 1, 10_000])
def test_long_curves_are_thinned_and_keep_their_ends(count: int) -> None:
    points = list(range(count))
    kept = thinned(points)
    assert len(kept) == min(count, MOST_POINTS)
    assert kept[:1] == points[:1]
    assert kept[-1:] == points[-1:]
    assert sorted(set(kept)) == kept
