"""Every grader, found by itself, keeps the contract; so does the composite under its presets."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import graders
from graders import Grader, GradingConfig, Sample, available, load
from graders.records import UnknownRecordError, read_record
from reward_service.contracts.batch import UnknownEventError, records_of
from tests.contract.check import CHECKS, check_grader

EVENTS = sorted((Path(__file__).parents[2] / "events").glob("*.json"))

NEW_GRADER = """
from graders.grade import Grade

class AlwaysHalfGrader:
    name = "always_half"
    metric_names = ("half_score",)
    reward_names = frozenset(metric_names)

    def __init__(self, config):
        pass

    def grade(self, sample):
        return Grade(0.5, {"half_score": 0.5}, "half, whatever it is")
"""


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
@pytest.mark.parametrize("name", available())
def test_grader_keeps_the_contract(name: str, check: Callable[[Grader], None]) -> None:
    check(load(name))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_workshop_preset_keeps_the_contract(check: Callable[[Grader], None]) -> None:
    check(load("tool_call", GradingConfig(preset="nova-workshop")))


@pytest.mark.parametrize("name", available())
def test_grader_is_loaded_by_its_name(name: str) -> None:
    grader = load(name)
    assert grader.name == name
    assert type(grader).__module__ == f"graders.{name}"


@pytest.mark.parametrize("name", available())
def test_an_event_shows_the_grader_at_work(name: str) -> None:
    """Among the records of `events/` is one that it pays in full, and one that it does not."""
    grader = load(name)
    scores = [grader.grade(sample).score for sample in samples_of_events()]
    assert 1.0 in scores
    assert any(score is not None and score < 1.0 for score in scores)


def samples_of_events() -> Iterator[Sample]:
    for path in EVENTS:
        event = json.loads(path.read_text(encoding="utf-8"))
        try:
            records = records_of(event)
        except UnknownEventError:
            records = [event]  # custom metrics: one sample an event
        for record in records:
            try:
                yield read_record(record)
            except UnknownRecordError:
                continue  # an event shows a malformed record on purpose


def test_a_new_file_is_a_grader_and_is_held_to_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "always_half.py").write_text(NEW_GRADER, encoding="utf-8")
    monkeypatch.setattr(graders, "__path__", [*graders.__path__, str(tmp_path)])
    try:
        assert "always_half" in available()
        with pytest.raises(AssertionError, match=r"0\.5"):
            check_grader(load("always_half"))
    finally:
        sys.modules.pop("graders.always_half", None)
