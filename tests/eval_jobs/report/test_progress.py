from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

from eval_jobs.report.progress import watched

if TYPE_CHECKING:
    import pytest


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def become_terminal(monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """Make standard error a terminal. No fixture: pytest sets the streams again after those."""
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    monkeypatch.setenv("TERM", "xterm")
    return terminal


def test_items_pass_through_and_are_counted_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = become_terminal(monkeypatch)
    assert list(watched([3, 1, 2], "[bold]three", 3)) == [3, 1, 2]
    assert "[bold]three" in terminal.getvalue()
    assert "3/3" in terminal.getvalue()


def test_standard_output_does_not_go_through_the_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal = become_terminal(monkeypatch)
    before = sys.stdout
    for _ in watched([1], "one", 1):
        assert sys.stdout is before
    assert "one" in terminal.getvalue()


def test_a_file_or_a_pipe_gets_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(watched([1, 2], "two")) == [1, 2]
    assert capsys.readouterr() == ("", "")


def test_items_are_taken_one_at_a_time() -> None:
    taken = []

    def items() -> Iterator[int]:
        for number in range(3):
            taken.append(number)
            yield number

    assert next(watched(items(), "three")) == 0
    assert taken == [0]
