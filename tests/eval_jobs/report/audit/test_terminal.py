from __future__ import annotations

import pytest

from eval_jobs.report.audit.terminal import print_audit, print_ending
from tests.support import audits


def printed(
    make: audits.Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> str:
    monkeypatch.setenv("COLUMNS", "80")
    print_audit(make().audit)
    output = capsys.readouterr().out
    assert all(len(line) <= 80 for line in output.splitlines())
    assert "\x1b" not in output
    return output


@pytest.mark.parametrize("make", audits.ALL)
def test_eighty_columns_are_enough(
    make: audits.Make, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "Audit of" in printed(make, capsys, monkeypatch)


def test_the_verdict_comes_first_and_a_passing_check_takes_a_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = printed(audits.passing, capsys, monkeypatch).splitlines()
    assert lines[0] == "PASS Of 6 checks, none fails or warns."
    found = [" ".join(line.split()) for line in lines if "One of" in line]
    assert len(found) == 6
    assert found[0] == "One of free_lunch 0.100 <= 0.2 pass"
    assert "learn" not in "".join(lines)


def test_a_hole_is_explained_with_its_example(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = " ".join(printed(audits.mixed, capsys, monkeypatch).split())
    assert text.startswith("FAIL Of 10 checks, 3 fail and 1 warns")
    assert "FAIL Best constant answer: 0.510, and not <= 0.25 why A policy" in text
    assert "change Pay values, not names." in text
    assert "question What does Item 404 say? right [{" in text
    assert "229.999" in text
    assert "earned 0.970" in text
    assert "WARN Every tool, the question pasted in: 0.220, and not <= 0.2" in text
    assert "Nearest neighbour's answer <= 0.2 not measured" in text
    assert "recorded answers 4 52 40.0% 0.080 undefined" in text
    assert "Note: A call failed, and left its answer unpaid: f failed: Boom: no" in text


def test_the_verdict_comes_again_at_the_end_with_the_page(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    page = f"{'deep/' * 20}\x1b[31maudit.html"
    print_ending(audits.mixed().audit, page)
    verdict, report = capsys.readouterr().out.splitlines()[1:]
    assert verdict == "FAIL Of 10 checks, 3 fail and 1 warns; 1 could not be measured."
    assert report == f"Report: {'deep/' * 20}\\x1b[31maudit.html"


def test_where_no_grader_was_asked_nothing_is_said_of_earnings(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = printed(audits.unasked, capsys, monkeypatch)
    assert "answer   [{" in text
    assert "earned" not in text


def test_what_nobody_paid_is_said(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = printed(audits.hostile, capsys, monkeypatch)
    assert "nothing: unscored" in text
    assert r"\u202e\x1b[31m" in text
    assert len(text) < 10_000
