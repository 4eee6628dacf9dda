from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eval_jobs.report.plain import complain, plain

ANY_TEXT = st.text(st.characters(exclude_categories=()))


@given(ANY_TEXT)
def test_nothing_that_a_terminal_acts_on_is_left(text: str) -> None:
    assert plain(text).isprintable()
    plain(text).encode("utf-8")


@given(st.text().filter(str.isprintable))
def test_printable_text_stays(text: str) -> None:
    assert plain(text) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred", r"\x1b[31mred"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("\x9b2J", r"\x9b2J"),
        ("\u202eabc", r"\u202eabc"),
        ("\ud83d", r"\ud83d"),
        ("[bold]é 中", "[bold]é 中"),
        (None, "None"),
        (7, "7"),
    ],
)
def test_escapes_are_written_out(text: object, shown: str) -> None:
    assert plain(text) == shown


def test_a_complaint_keeps_its_lines_and_goes_to_standard_error(
    capsys: pytest.CaptureFixture[str],
) -> None:
    complain("[red]one\ntwo\x1b[2J")
    assert capsys.readouterr() == ("", "[red]one\ntwo\\x1b[2J\n")
