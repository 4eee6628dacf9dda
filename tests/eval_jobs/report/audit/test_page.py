from __future__ import annotations

import re

import pytest

from eval_jobs.report.audit.page import page
from tests.eval_jobs.report.html.outline import Outline
from tests.support import audits


@pytest.fixture(scope="module")
def mixed() -> str:
    return page(audits.mixed())


@pytest.fixture(scope="module", params=audits.ALL)
def outline(request: pytest.FixtureRequest) -> Outline:
    """Of each shape of audit in turn."""
    return Outline(page(request.param()))


def test_it_loads_nothing_and_runs_nothing(outline: Outline) -> None:
    outline.asks_for_nothing()
    assert "script" not in outline.texts
    assert outline.policy()["script-src"] == "'none'"
    outline.styled_by_hash()


def test_no_two_elements_share_an_id(outline: Outline) -> None:
    ids = [attributes["id"] for _, attributes in outline.elements if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_first_words_are_the_verdict(mixed: str) -> None:
    header = mixed[mixed.index("<header>") : mixed.index("</header>")]
    assert '<li class="fail"><strong>Fail</strong>' in header
    assert "Of 10 checks, 3 fail and 1 warns; 1 could not be measured." in header
    assert "1,000 of 5,000 records, drawn with seed 0" in header
    assert "f failed: Boom: no" in header


def test_sections_come_in_reading_order(mixed: str) -> None:
    headings = [text.strip() for text in Outline(mixed).texts["h2"]]
    sections = list(audits.SECTIONS.values())
    assert headings == ["Notes", "Summary", *sections, "How it was measured"]
    row = '<tr><th scope="row">Free lunch</th><td>fail</td><td>1</td><td>1</td><td>1</td><td>1</td>'
    assert row in mixed


def test_holes_are_open_and_what_passes_is_folded(mixed: str) -> None:
    checks = [
        (attributes["class"], "open" in attributes)
        for tag, attributes in Outline(mixed).elements
        if tag == "details" and "class" in attributes
    ]
    assert len(checks) == 10
    assert checks[:4] == [
        *(("check pass", False), ("check fail", True)),
        *(("check warn", True), ("check blank", False)),
    ]


def test_a_check_says_all_that_is_known(mixed: str) -> None:
    hole = mixed[mixed.index("Best constant answer</span>") :]
    hole = hole[: hole.index("</details>")]
    for said in (
        *('class="value">0.510<', "&lt;= 0.25", "A policy would learn", "Pay values, not names."),
        *("passes &lt;= 0.2, fails unless &lt;= 0.25; over 900 answers", "Example: test-0007"),
        *("What does Item 404 say?", "Answer, reward 0.970", "<ins>229.999&#34;}}]</ins>"),
    ):
        assert said in hole
    assert "12% expect no call." in mixed


def test_where_no_grader_was_asked_nothing_is_said_of_a_reward() -> None:
    text = page(audits.unasked())
    assert "<h4>Answer</h4>" in text
    assert "unscored" not in text


def test_plots_have_names_and_tables(mixed: str) -> None:
    pictures = [dict(at) for tag, at in Outline(mixed).elements if tag == "svg"]
    labels = [str(picture["aria-label"]) for picture in pictures]
    assert [label.split(".")[0] for label in labels] == [
        *("Mean reward beside its bar", "Calls repeated", "Words shuffled"),
        "Groups without variance teach nothing",
    ]
    assert "0.25, 0.800, 0.775, 0.850, 208" in labels[1]
    assert mixed.count("<details><summary>Figures<span") == 4
    assert "Calls repeated; 800 steps: 1 paid more, 20 the same" in mixed


def test_how_it_was_measured(mixed: str) -> None:
    end = re.sub(r"\s+", " ", mixed[mixed.index('id="measured"') :])
    for said in ("ab" * 32, "1,000 of 5,000 records", "tool_call", "12,345", "toolgrade 0.1.0"):
        assert said in end
    assert "&#34;preset&#34;: &#34;default&#34;" in end


def test_hostile_text_is_written_out() -> None:
    text = page(audits.hostile())
    assert "\u202e" not in text
    assert "\x1b" not in text
    assert "\ud800" not in text
    assert text.count("<img") == text.count("<script") == 0
    assert r"\u202e\x1b[31m &lt;img src=x onerror=alert(1)&gt;" in text
    assert "more characters)" in text


def shown(question: str, right: str, answer: str) -> str:
    found = audits.mixed()
    sections = list(found.audit.sections)
    check = sections[0].checks[1]
    assert check.example is not None
    example = check.example._replace(question=question, right=right, answer=answer)
    sections[0] = sections[0]._replace(checks=[check._replace(example=example)])
    return page(found._replace(audit=found.audit._replace(sections=sections)))


def test_the_lines_of_a_text_stay_lines() -> None:
    text = shown("one\ntwo", "a\nb", "a\nc")
    assert '<pre class="question">one\ntwo</pre>' in text
    assert ">a\n<del>b</del><ins>c</ins></pre>" in text


def test_an_answer_that_is_another_one_altogether_is_not_marked() -> None:
    text = shown("q", "a short one", "nothing " * 20 + "one")
    assert text.count("<del>") == page(audits.mixed()).count("<del>") - 1
    assert f">{'nothing ' * 20}one</pre>" in text
