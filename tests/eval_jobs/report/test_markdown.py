from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.report.markdown import comparison_markdown, escaped
from eval_jobs.report.plain import plain
from eval_jobs.report.wording import verdicts
from tests.support import material


@given(st.text())
def test_escaped_text_shows_what_it_was(text: str) -> None:
    shown = escaped(text).replace("<!-- -->", "")
    shown = re.sub(r"\\([^a-zA-Z0-9\s])", r"\1", shown.replace("\\\\", "\0")).replace("\0", "\\")
    assert html.unescape(shown) == plain(text)


@given(st.text("`*_[]()<>|~$#@!-+=1.: w\\\n&a/"))
def test_nothing_of_a_text_is_markup(text: str) -> None:
    shown = escaped(text)
    assert "\n" not in shown
    bare = re.sub(r"\\.", "", shown.replace("<!-- -->", " "))
    assert not set("`*_[]<>|~$\\") & set(bare)
    assert "://" not in shown
    assert not re.search(r"[@#]\w", shown)
    assert not re.match(r"[-+=](?!\d)|\d+[.)](\s|$)", shown)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a_b", r"a\_b"),
        ("a|b", r"a\|b"),
        ("<b>", "&lt;b&gt;"),
        ("@someone", "@<!-- -->someone"),
        ("#1", "#<!-- -->1"),
        ("https://x", "https:<!-- -->//x"),
        ("www.x", "w<!-- -->ww.x"),
        ("- a", r"\- a"),
        ("1. a", r"1\. a"),
        ("+0.315 [1]", r"+0.315 \[1\]"),
        ("0.5", "0.5"),
    ],
)
def test_examples_of_escapes(text: str, shown: str) -> None:
    assert escaped(text) == shown


def test_it_has_the_sentence_the_gate_and_the_tables() -> None:
    found = material.two_runs()
    text = comparison_markdown(found)
    assert text.startswith("## Checkpoints on the legal assistant\n")
    assert f"- {escaped(verdicts(found)['few_shot'])}\n" in text
    assert "- **pass**: reward is at least 0.4" in text
    assert "| run | reward | difference | p | won lost tied |\n| :-- | --: |" in text
    assert r"| few\_shot | 0.815 \[0.775, 0.855\] | +0.315 \[+0.270, +0.360\] |" in text
    assert r"| Fees | few\_shot | 90 | 1 | 0.815 | 0.715 | 0.815 |" in text
    assert "3 samples of zero\\_shot did not join." in text


@pytest.mark.parametrize("make", material.ALL)
def test_every_table_has_as_many_cells_in_every_row(make: material.Make) -> None:
    widths: set[int] = set()
    for line in [*comparison_markdown(make()).split("\n"), ""]:
        if line.startswith("|"):
            widths.add(len(re.findall(r"(?<!\\)\|", line)))
        else:
            assert len(widths) <= 1
            widths.clear()


def test_a_single_run_has_no_comparison() -> None:
    text = comparison_markdown(material.single_run())
    assert "difference" not in text
    assert "| only | 0.700 | 198 |" in text
