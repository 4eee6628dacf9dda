from __future__ import annotations

from typing import TYPE_CHECKING

from eval_jobs.report.repeated import SHOWN, Repeated

if TYPE_CHECKING:
    import pytest


def test_the_first_of_each_kind_are_told_and_the_rest_counted(
    capsys: pytest.CaptureFixture[str],
) -> None:
    problems = Repeated()
    for line in range(1, SHOWN + 1236):
        problems.report(f"f.jsonl:{line}: no ground truth for 'a_{line}'")
    problems.report("f.jsonl:7: gen_qa has no place for tools")
    problems.finish()
    lines = capsys.readouterr().err.splitlines()
    assert lines[:SHOWN] == [
        f"f.jsonl:{line}: no ground truth for 'a_{line}'" for line in range(1, SHOWN + 1)
    ]
    assert lines[SHOWN:] == [
        "f.jsonl:7: gen_qa has no place for tools",
        "and 1,235 more like these, the last: f.jsonl:1238: no ground truth for 'a_1238'",
    ]
    assert problems.count == SHOWN + 1236


def test_what_is_told_whole_has_no_count(capsys: pytest.CaptureFixture[str]) -> None:
    problems = Repeated()
    for line in range(SHOWN):
        problems.report(f"f:{line}: bad")
    problems.finish()
    assert len(capsys.readouterr().err.splitlines()) == SHOWN
