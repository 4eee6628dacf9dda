"""The entry points: every event of every caller, and how AWS's tools call them."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reward_service import handlers
from reward_service.contracts import UnknownEventError
from reward_service.settings import Settings
from tests.graders.records.strategies import JSON, RECORDS
from tests.reward_service.conftest import ROOT, read_event
from tests.reward_service.expected import (
    HALF,
    NOVA_METRICS,
    NOVA_SCORER,
    OPEN_WEIGHT,
    REWARD,
    holds,
)
from tests.reward_service.wire import (
    RewardFunctionOutput,
    read_bare,
    read_body_json,
    read_body_list,
    read_metrics,
)

BATCHES = [
    *((handlers.reward, read_bare, name, outcomes) for name, outcomes in REWARD.items()),
    *(
        (handlers.open_weight_reward, read_body_json, name, outcomes)
        for name, outcomes in OPEN_WEIGHT.items()
    ),
    *(
        (handlers.nova_scorer, read_body_list, name, outcomes)
        for name, outcomes in NOVA_SCORER.items()
    ),
]


def test_every_event_file_is_expected_and_documented() -> None:
    names = {path.stem for path in (ROOT / "events").glob("*.json")}
    assert names == {*REWARD, *OPEN_WEIGHT, *NOVA_SCORER, *NOVA_METRICS}
    table = (ROOT / "events" / "README.md").read_text(encoding="utf-8")
    assert all(f"`{name}.json`" in table for name in names)


@pytest.mark.parametrize(
    ("handler", "read", "name", "outcomes"), BATCHES, ids=[case[2] for case in BATCHES]
)
def test_every_batch_of_every_caller(
    handler: Any, read: Any, name: str, outcomes: dict[str, str]
) -> None:
    event = read_event(name)
    before = deepcopy(event)
    results: list[RewardFunctionOutput] = read(handler(event, {}))
    assert [result.id for result in results] == list(outcomes)
    assert len({tuple(result.metrics) for result in results}) == 1
    for result, outcome in zip(results, outcomes.values(), strict=True):
        assert holds(outcome, result.aggregate_reward_score), (result.id, outcome)
        assert result.metrics["graded"] == float(result.error_code is None)
        assert result.error_code == (outcome if "_" in outcome else None)
    assert event == before


def test_custom_metrics_before_and_after_inference() -> None:
    before, after = (read_event(name) for name in NOVA_METRICS)
    handed_back = handlers.nova_metrics(before, {})
    assert handed_back == {"statusCode": 200, "body": before["data"]}
    metrics = read_metrics(handlers.nova_metrics(after, {}))
    assert holds(HALF, metrics["reward"])
    assert metrics["graded"] == 1.0


def test_a_custom_metrics_sample_that_cannot_be_graded_has_the_same_metrics() -> None:
    graded = read_metrics(handlers.nova_metrics(read_event(NOVA_METRICS[1]), {}))
    for data in ({"inference_output": "x"}, {"gold": "[]"}, None):
        event = {"process_type": "postprocess", "data": data}
        metrics = read_metrics(handlers.nova_metrics(event, {}))
        assert metrics.keys() == graded.keys()
        assert set(metrics.values()) == {0.0}


@given(st.lists(JSON | RECORDS, max_size=4))
def test_no_list_of_records_makes_a_handler_raise(event: list[Any]) -> None:
    results = read_bare(handlers.reward(event, {}))
    assert len(results) == len(event)
    assert read_body_json(handlers.open_weight_reward(event, {})) == results
    assert read_body_list(handlers.nova_scorer(event, {})) == results


def test_an_unknown_event_fails_the_call() -> None:
    for handler in (handlers.reward, handlers.open_weight_reward, handlers.nova_scorer):
        with pytest.raises(UnknownEventError):
            handler({"Records": []}, {})
    with pytest.raises(UnknownEventError):
        handlers.nova_metrics({"Records": []}, {})


def test_the_variable_goes_before_the_entry_points_own_envelope(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(handlers, "SETTINGS", Settings(envelope="body_json"))
    assert read_body_json(handlers.reward(read_event("single_record"), {}))


def test_the_single_file_runs_in_an_empty_namespace() -> None:
    path = ROOT / "src" / "reward_service" / "lambda_handler.py"
    namespace: dict[str, Any] = {}
    exec(path.read_text(encoding="utf-8"), namespace)  # noqa: S102  # as AWS's verifiers do
    event = read_event("sagemaker_rft")
    assert namespace["lambda_handler"](event, {}) == handlers.reward(event, {})
