from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from eval_jobs.audit.check import Level
from eval_jobs.errors import DatasetError
from tests.eval_jobs.audit.data.making import checks_of, sound
from tests.eval_jobs.audit.made import call, record

if TYPE_CHECKING:
    from pathlib import Path

LONG = "which filings of the last ten years mention a restatement of revenue by the company"


def saying(name: str, text: str) -> dict[str, Any]:
    return record(name, text, [call("f", v=1)])


def test_records_that_ask_nearly_the_same_again_are_counted() -> None:
    near = [saying("n0", LONG), saying("n1", LONG), saying("n2", f"{LONG} please")]
    found = checks_of([*sound(7), *near])["repeated"]
    assert found.value == pytest.approx(2 / 10)
    assert found.note == "different prompts: 8; word by word repetitions: 1"
    assert found.example is not None
    assert found.example.question == LONG
    assert found.example.answer == f"asked too: {LONG} please"


def test_different_prompts_are_no_repetition() -> None:
    found = checks_of(sound(10))["repeated"]
    assert (found.value, found.example) == (0.0, None)


def test_records_that_another_split_asks_too_are_counted(tmp_path: Path) -> None:
    train = tmp_path / "train.jsonl"
    other = tmp_path / "validation.jsonl"
    lines = [record("t", "something else", [call("f")]), saying("u", f"{LONG} please")]
    train.write_text("\n".join(map(json.dumps, lines)))
    other.write_text('not JSON\n{"no": "prompt"}\n' + json.dumps(sound(1)[0]))
    records = [saying("mine", LONG), *sound(9)]
    found = checks_of(records, others=[train, other])["leaked"]
    assert found.value == pytest.approx(2 / 10)
    assert found.level is Level.FAIL
    assert found.note == "lines without a prompt that can be read: 2"
    assert found.example is not None
    assert found.example.record == "mine"
    assert found.example.answer == f"asked too, or nearly so, at {train}:2"


def test_prompts_that_are_near_in_another_split_only_are_its_own_affair(tmp_path: Path) -> None:
    train = tmp_path / "train.jsonl"
    train.write_text("\n".join(json.dumps(saying(str(at), LONG)) for at in range(3)))
    found = checks_of(sound(10), others=[train])["leaked"]
    assert (found.value, found.note, found.example) == (0.0, "", None)


def test_without_another_split_nothing_can_be_said(tmp_path: Path) -> None:
    assert checks_of(sound(3))["leaked"].note == "no other split was named"
    with pytest.raises(DatasetError, match="cannot read"):
        checks_of(sound(3), others=[tmp_path / "missing.jsonl"])
