from __future__ import annotations

import re
from pathlib import Path

import pytest

from eval_jobs.report.html import write_html
from eval_jobs.report.html.page import page
from eval_jobs.report.wording import verdicts
from tests.eval_jobs.report.html.outline import Outline, sha256
from tests.support import material


@pytest.fixture(scope="module")
def two() -> str:
    return page(material.two_runs(500))


@pytest.fixture(scope="module", params=material.ALL)
def outline(request: pytest.FixtureRequest) -> Outline:
    """Of each shape of material in turn."""
    return Outline(page(request.param()))


def test_it_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    path.write_text("old")
    broken = material.single_run()._replace(examples=[None])  # type: ignore[list-item]
    with pytest.raises(AttributeError):
        write_html(path, broken)
    assert path.read_text() == "old"
    write_html(path, material.single_run())
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")
    assert [file.name for file in tmp_path.iterdir()] == ["report.html"]


def test_it_loads_nothing_and_runs_only_its_own_script(outline: Outline) -> None:
    scripts = [attributes for tag, attributes in outline.elements if tag == "script"]
    assert scripts == [{"type": "application/json", "id": "examples"}, {}]
    outline.asks_for_nothing()


def test_the_policy_allows_what_is_there_by_hash_and_nothing_else(outline: Outline) -> None:
    outline.styled_by_hash()
    assert outline.policy()["script-src"] == sha256(outline.texts["script"][-1])


def test_the_first_words_are_what_was_compared_and_the_verdict(two: str) -> None:
    header = re.sub(r"\s+", " ", two[two.index("<header>") : two.index("</header>")])
    assert "2 runs on 200 samples" in header
    assert verdicts(material.two_runs())["few_shot"].split(",")[0] in header
    assert 'class="better"><strong>Better</strong>' in header
    assert "<strong>Pass</strong>" in header
    assert "<strong>Inconclusive</strong>" in header
    assert "3 samples of zero_shot did not join." in header


def test_sections_come_in_reading_order(two: str) -> None:
    headings = [text.strip() for text in Outline(two).texts["h2"]]
    assert headings == [
        *("Gate", "Notes", "Leaderboard", "Plots", "Metrics", "Slices", "More figures", "Samples"),
    ]


def test_details_hold_every_further_table(two: str) -> None:
    summaries = [text.strip() for text in Outline(two).texts["summary"]]
    assert [text for text in summaries if not text.startswith("Figures")] == [
        "Differences to zero_shot",
        "Invented, needless and missed calls",
        "Unscored samples by code",
        "Tools, over all calls and averaged over tools",
        "Parameters",
        "Labels of Type (F1 averaged over labels: 0.500 in zero_shot, 0.815 in few_shot)",
        "Confidence as a forecast of an exact match",
        "Configuration",
    ]
    assert "0.100 (20 of 200)" in two


def test_what_was_configured_is_in_the_footer(two: str) -> None:
    footer = two[two.index("<footer>") :]
    assert "2026-11-22 00:00 UTC" in footer
    assert "toolgrade 0.1.0" in footer
    assert "&#34;grader&#34;: &#34;tool_call&#34;" in footer


def test_hostile_text_is_written_out() -> None:
    text = page(material.hostile())
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "{{ 7*7 }}" in text
    assert r"\u202e\x1b[31m &lt;img src=x onerror=alert(1)&gt;" in text
    assert text.count("<img") == 0


def test_no_samples_need_no_browser() -> None:
    text = page(material.single_run()._replace(examples=[]))
    assert "No samples are part of this report." in text
    assert "<script" not in text


def test_a_report_of_five_hundred_samples_is_under_five_megabytes(two: str) -> None:
    assert len(two.encode()) < 5_000_000


def test_a_run_alone_has_nothing_to_win_or_lose() -> None:
    alone = page(material.material(["only"], [0.7]))
    several = page(material.two_runs())
    for compared in ("Leaderboard", 'value="won"', 'value="lost"', "Difference to", "won lost"):
        assert compared not in alone
        assert compared in several


def test_slices_have_every_figure_and_confidence_its_thresholds() -> None:
    text = page(material.two_runs())
    row = (
        '<tr><th scope="row">Fees</th><td>few_shot</td><td>90</td><td>1</td><td>0.815</td>'
        "<td>0.715</td><td>0.815</td></tr>"
    )
    assert row in text
    for wanted in ("0.9", "0.95", "0.99"):
        assert f'<th scope="col">threshold for precision {wanted}</th>' in text
    assert "<td>0.900</td><td>undefined</td><td>undefined</td><td>200</td>" in text


def test_what_is_wrong_in_no_way_that_has_a_name_can_be_filtered() -> None:
    assert '<option value="wrong">wrong: not fully right, in none of these ways</option>' in page(
        material.two_runs()
    )
