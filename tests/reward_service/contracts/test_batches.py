"""The three envelopes of batches, and the batch in an event."""

from __future__ import annotations

from typing import Any

import pytest

from reward_service.contracts import CONTRACTS, UnknownEventError
from tests.reward_service.conftest import record
from tests.reward_service.wire import read_bare, read_body_json, read_body_list

BATCH = [record("a"), record("b")]
READERS = {"bare": read_bare, "body_list": read_body_list, "body_json": read_body_json}


def grade(records: list[Any]) -> list[dict[str, Any]]:
    return [
        {"id": entry["id"], "aggregate_reward_score": 0.5, "metrics_list": []} for entry in records
    ]


@pytest.mark.parametrize("envelope", READERS)
def test_each_envelope_holds_the_results_in_its_own_shape(envelope: str) -> None:
    results = READERS[envelope](CONTRACTS[envelope].respond(BATCH, grade))
    assert [result.id for result in results] == ["a", "b"]


@pytest.mark.parametrize("envelope", READERS)
@pytest.mark.parametrize(
    ("event", "ids"),
    [
        (BATCH, ["a", "b"]),
        ([], []),
        ({"trajectories": BATCH}, ["a", "b"]),
        (BATCH[0], ["a"]),
        ({"id": "c", "model_response": "x"}, ["c"]),
    ],
)
def test_a_batch_is_a_list_or_trajectories_or_one_record(
    envelope: str, event: Any, ids: list[str]
) -> None:
    results = READERS[envelope](CONTRACTS[envelope].respond(event, grade))
    assert [result.id for result in results] == ids


@pytest.mark.parametrize("envelope", READERS)
@pytest.mark.parametrize(
    ("event", "saw"),
    [
        (None, "NoneType"),
        ("[]", "str"),
        (5, "int"),
        ({}, "none"),
        ({"Records": [], "secret": "x"}, "'Records', 'secret'"),
        ({"trajectories": "x"}, "'trajectories'"),
    ],
)
def test_another_event_is_refused_and_told_what_is_known(
    envelope: str, event: Any, saw: str
) -> None:
    with pytest.raises(UnknownEventError) as caught:
        CONTRACTS[envelope].respond(event, grade)
    assert saw in str(caught.value)
    assert "a list of records" in str(caught.value)
    assert "trajectories" in str(caught.value)


@pytest.mark.parametrize("envelope", READERS)
def test_a_custom_metrics_event_is_sent_to_its_own_function(envelope: str) -> None:
    event = {"process_type": "postprocess", "data": {}}
    with pytest.raises(UnknownEventError, match="TOOLGRADE_ENVELOPE=custom_metrics"):
        CONTRACTS[envelope].respond(event, grade)
