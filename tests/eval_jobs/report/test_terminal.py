from __future__ import annotations

import pytest

from eval_jobs.report.terminal import print_rows, print_summaries
from eval_jobs.rows import Row
from eval_jobs.summary import Summary

SUMMARY = Summary(
    samples=6,
    unscored={"malformed_record": 1, "no_reference": 2},
    reward=0.57777,
    means={"tool_f1": 0.5, "tool_true_positive_count": 1.5},
    micro={"micro_precision": None, "micro_recall": 0.25},
)
EVIL = "\x1b]0;owned\x07[bold]x[/nope]\ud800"


@pytest.fixture(autouse=True)
def eighty_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")


def row(
    identifier: object = "a",
    reward: float | None = 0.5,
    code: str | None = None,
    reason: str | None = "0.5 = 0.5",
    **metrics: float,
) -> Row:
    return Row(identifier, reward, code, reason, metrics)


def lines_of(capsys: pytest.CaptureFixture[str]) -> list[list[str]]:
    """The words of each line, frames left out."""
    output = capsys.readouterr().out
    assert "\x1b" not in output
    assert all(len(line) <= 80 for line in output.splitlines())
    return [line.split() for line in output.splitlines() if line.strip(" ─")]


def words_of(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [word for line in lines_of(capsys) for word in line]


def test_a_summary_has_a_line_a_figure(capsys: pytest.CaptureFixture[str]) -> None:
    print_summaries("tool_call on x", {"few": SUMMARY})
    assert lines_of(capsys) == [
        ["tool_call", "on", "x"],
        ["few"],
        ["samples", "6"],
        ["unscored", "3"],
        ["malformed_record", "1"],
        ["no_reference", "2"],
        ["reward", "0.578"],
        ["tool_f1", "0.500"],
        ["micro_precision", "undefined"],
        ["micro_recall", "0.250"],
    ]


def test_summaries_stand_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    other = Summary(2, {"no_answer": 2}, None, {}, {})
    print_summaries("two", {"few": SUMMARY, "zero": other})
    lines = lines_of(capsys)
    assert ["few", "zero"] in lines
    assert ["unscored", "3", "2"] in lines
    assert ["no_reference", "2", "0"] in lines
    assert ["no_answer", "0", "2"] in lines
    assert ["reward", "0.578", "undefined"] in lines
    assert ["tool_f1", "0.500", "undefined"] in lines


def test_several_scores_have_a_column_each(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [
        row("high", 0.9, tool_f1=0.8, exact_match_score=1.0),
        row("low", 0.1, reason="0.1 = sum", tool_f1=0.2, exact_match_score=0.0),
        row("none", None, "no_reference", "there is none", tool_f1=0.0, exact_match_score=0.0),
        row("bad", None, "malformed_record", "told before", tool_f1=0.0, exact_match_score=0.0),
    ]
    print_rows(rows, ["tool_f1", "exact_match_score"])
    assert lines_of(capsys) == [
        ["tool", "exact"],
        ["id", "reward", "f1", "match"],
        ["high", "0.900", "0.800", "1.000"],
        ["low", "0.100", "0.200", "0.000"],
        ["none", "unscored", "-", "-"],
        ["bad", "unscored", "-", "-"],
        ["none:", "no_reference:", "there", "is", "none"],
        ["low:", "0.1", "=", "sum"],
    ]


def test_one_score_is_the_reward_and_its_reason_has_the_column(
    capsys: pytest.CaptureFixture[str],
) -> None:
    bad = row("bad", None, "grader_error", "told before", tool_f1=0.0)
    none = row("none", None, "no_answer", "silent", tool_f1=0.0)
    print_rows([row(7, tool_f1=0.5), none, bad], ["tool_f1"])
    assert lines_of(capsys) == [
        ["id", "reward", "why"],
        ["7", "0.500", "0.5", "=", "0.5"],
        ["none", "unscored", "no_answer:", "silent"],
        ["bad", "unscored", "grader_error"],
    ]


def test_nothing_graded_is_no_error(capsys: pytest.CaptureFixture[str]) -> None:
    print_rows([row("a", None, "no_answer", "silent", x=0.0, y=0.0)], ["x", "y"])
    assert ["a", "unscored", "-", "-"] in lines_of(capsys)


@pytest.mark.parametrize("scores", [["x"], ["x", "y"]])
def test_hostile_text_is_printed_as_it_is_written(
    capsys: pytest.CaptureFixture[str], scores: list[str]
) -> None:
    print_rows([row(EVIL, reason=EVIL, x=0.5, y=0.5)], scores)
    text = "".join(words_of(capsys))
    shown = r"\x1b]0;owned\x07[bold]x[/nope]\ud800"
    assert text.count("[bold]x[/") >= 1
    assert shown in text


def test_names_are_no_markup(capsys: pytest.CaptureFixture[str]) -> None:
    codes = Summary(1, {"[red]c": 1}, None, {"[red]m": 0.5}, {})
    print_summaries("[red]t", {"[red]n": codes})
    assert lines_of(capsys)[:2] == [["[red]t"], ["[red]n"]]
    capsys.readouterr()
    print_summaries("t", {"n": codes})
    words = words_of(capsys)
    assert "[red]c" in words
    assert "[red]m" in words
