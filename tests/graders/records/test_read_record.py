"""Which format a record is of, and what holds for all formats."""

from __future__ import annotations

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from graders import Sample
from graders.records import UnknownRecordError, is_record, read_record
from tests.graders.records.strategies import JSON, RECORDS

EVENTS = Path(__file__).parents[3] / "events"


@given(JSON | RECORDS)
def test_any_record_is_read_or_refused_and_never_changed(record: Any) -> None:
    before = deepcopy(record)
    try:
        sample = read_record(record)
    except UnknownRecordError:
        sample = None
    assert repr(record) == repr(before)
    assert sample is None or is_record(record)
    assert sample is None or isinstance(sample, Sample)


@pytest.mark.parametrize("record", [None, 5, "messages", ["messages"]])
def test_a_record_that_is_no_object_is_refused(record: Any) -> None:
    assert not is_record(record)
    with pytest.raises(UnknownRecordError, match="a record is a JSON object"):
        read_record(record)


def test_the_error_names_the_keys_seen_and_the_shapes_known() -> None:
    with pytest.raises(UnknownRecordError) as caught:
        read_record({"conversation": [], "k" * 1000: "secret"})
    message = str(caught.value)
    for word in ("conversation", "messages", "verl", "completion", "model_response", "data"):
        assert word in message
    assert "secret" not in message
    assert len(message) < 1000


@pytest.mark.parametrize("path", sorted(EVENTS.glob("*.json")), ids=lambda path: path.stem)
def test_every_event_holds_records(path: Path) -> None:
    event = json.loads(path.read_text(encoding="utf-8"))
    records = event if isinstance(event, list) else event.get("trajectories", [event])
    assert records
    for record in records:
        assert is_record(record) != record.get("id", "").endswith("-malformed")
